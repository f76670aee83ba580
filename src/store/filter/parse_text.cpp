// parse_filter: the compact form (include/cognate/payload.h).
//
//   any        = all { "or" all }
//   all        = one { "and" one }
//   one        = "not" one | "(" any ")" | ("all" | "any" | "none") "(" [any { "," any }] ")"
//              | comparison
//   comparison = name (operator value | ["not"] "in" "[" [value { "," value }] "]"
//              | ["not"] "contains" value | ["not"] "exists")

#include <simdjson.h>

#include <charconv>
#include <cmath>

#include "base/limits.h"
#include "store/filter/lexer.h"
#include "store/filter/operators.h"
#include "store/filter/path.h"

namespace cognate {
namespace store {
namespace {

struct Symbol {
  std::string_view text;
  Filter::Op op;
};
constexpr std::array kSymbolOperators = {
    Symbol{"=", Filter::Op::eq},  Symbol{"==", Filter::Op::eq},  Symbol{"!=", Filter::Op::ne},
    Symbol{"<>", Filter::Op::ne}, Symbol{"<", Filter::Op::lt},   Symbol{"<=", Filter::Op::lte},
    Symbol{">", Filter::Op::gt},  Symbol{">=", Filter::Op::gte},
};

constexpr std::string_view kValue = "a value (\"text\", a number, true or false)";

class TextReader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {}

  Result<Filter> read() {
    TRY_OK(advance());
    TRY(Filter filter, read_any(1));
    if (token_.kind != TokenKind::end) {
      return expected("and, or, or the end");
    }
    return filter;
  }

 private:
  Status advance() {
    TRY(token_, next_token(text_, token_.offset + token_.raw.size()));
    return ok();
  }

  bool is_word(std::string_view keyword) const {
    return token_.kind == TokenKind::word && is_keyword(token_.raw, keyword);
  }
  bool is_symbol(std::string_view symbol) const {
    return token_.kind == TokenKind::symbol && token_.raw == symbol;
  }

  /// Takes the keyword or symbol if it is next.
  Result<bool> take(bool is_next) {
    if (is_next) {
      TRY_OK(advance());
    }
    return is_next;
  }

  Status want_symbol(std::string_view symbol, std::string_view words) {
    TRY(const bool taken, take(is_symbol(symbol)));
    return taken ? ok() : expected(words);
  }

  Error wrong(std::string_view what) const {
    return fail(Code::invalid_argument, "filter, {}: {}", column_of(text_, token_.offset), what);
  }
  Error expected(std::string_view what) const {
    const std::string there =
        token_.kind == TokenKind::end ? "the end" : "'" + shown(token_.raw) + "'";
    return wrong(fmt::format("expected {}, but there is {}", what, there));
  }

  using Reader = Result<Filter> (TextReader::*)(std::size_t depth);

  /// One of them, or several with the word between them.
  Result<Filter> read_chain(std::string_view word, Filter::Op op, Reader part, std::size_t depth) {
    TRY(Filter first, (this->*part)(depth));
    if (!is_word(word)) {
      return first;
    }
    Filter chain = {.op = op};
    chain.children.push_back(std::move(first));
    while (is_word(word)) {
      TRY_OK(advance());
      TRY(Filter next, (this->*part)(depth));
      chain.children.push_back(std::move(next));
    }
    return chain;
  }

  Result<Filter> read_any(std::size_t depth) {
    return read_chain("or", Filter::Op::any_of, &TextReader::read_all, depth);
  }
  Result<Filter> read_all(std::size_t depth) {
    return read_chain("and", Filter::Op::all_of, &TextReader::read_one, depth);
  }

  Result<Filter> read_one(std::size_t depth) {
    if (depth > limits::kFilterDepthMax) {
      return wrong(fmt::format("deeper than {} levels", limits::kFilterDepthMax));
    }
    TRY(const bool negated, take(is_word("not")));
    if (negated) {
      Filter filter = {.op = Filter::Op::none_of};
      TRY(Filter child, read_one(depth + 1));
      filter.children.push_back(std::move(child));
      return filter;
    }
    TRY(const bool opened, take(is_symbol("(")));
    if (opened) {
      TRY(Filter inside, read_any(depth + 1));
      TRY_OK(want_symbol(")", "and, or, or )"));
      return inside;
    }
    const auto* junction =
        find_row(kJunctions, [&](const Junction& row) { return is_word(row.call); });
    return junction != nullptr ? read_call(*junction, depth) : read_comparison();
  }

  Result<Filter> read_call(const Junction& junction, std::size_t depth) {
    TRY_OK(advance());
    TRY_OK(want_symbol("(", fmt::format("( after {}, or `{}` for a field of that name",
                                        junction.call, junction.call)));
    Filter filter = {.op = junction.op};
    TRY(bool closed, take(is_symbol(")")));
    while (!closed) {
      TRY(Filter child, read_any(depth + 1));
      filter.children.push_back(std::move(child));
      TRY(closed, take(is_symbol(")")));
      if (!closed) {
        TRY_OK(want_symbol(",", "and, or, a comma or )"));
      }
    }
    return filter;
  }

  Result<std::string> read_name() {
    const bool quoted = token_.kind == TokenKind::quoted_name;
    if (!quoted && (token_.kind != TokenKind::word || !is_bare_name(token_.raw))) {
      return expected("the name of a field (bare, or in `backquotes`)");
    }
    std::string name = std::move(token_.value);
    TRY_OK(advance());
    return name;
  }

  Result<Filter> read_comparison() {
    Filter filter;
    TRY(filter.field, read_name());
    if (token_.kind == TokenKind::symbol) {
      const auto* row = find_row(kSymbolOperators,
                                 [&](const Symbol& symbol) { return symbol.text == token_.raw; });
      return row == nullptr ? expected_operator() : read_operand(std::move(filter), row->op);
    }
    TRY(const bool negated, take(is_word("not")));
    for (const auto op : {Filter::Op::in, Filter::Op::contains, Filter::Op::exists}) {
      if (is_word(comparison_of(op)->text)) {
        return read_word_operator(std::move(filter), op, negated);
      }
    }
    return negated ? expected("in, contains or exists") : expected_operator();
  }

  Error expected_operator() const {
    return expected("one of = != < <= > >= in, not in, contains, exists");
  }

  Result<Filter> read_word_operator(Filter filter, Filter::Op op, bool negated) {
    if (op == Filter::Op::exists) {
      TRY_OK(advance());
      filter.op = op;
      filter.values.emplace_back(!negated);
      return filter;
    }
    if (op == Filter::Op::in) {
      TRY_OK(advance());
      filter.op = negated ? Filter::Op::nin : op;
      TRY_OK(read_list(filter.values));
      return filter;
    }
    TRY(Filter positive, read_operand(std::move(filter), op));
    if (!negated) {
      return positive;
    }
    Filter none = {.op = Filter::Op::none_of};
    none.children.push_back(std::move(positive));
    return none;
  }

  /// The operator stands next; it is skipped.
  Result<Filter> read_operand(Filter filter, Filter::Op op) {
    TRY_OK(advance());
    filter.op = op;
    TRY(Scalar value, read_value());
    filter.values.push_back(std::move(value));
    return filter;
  }

  Status read_list(std::vector<Scalar>& values) {
    TRY_OK(want_symbol("[", "a list in brackets, as in [1, 2]"));
    TRY(bool closed, take(is_symbol("]")));
    while (!closed) {
      if (++values_ > limits::kFilterValuesMax) {
        return wrong(fmt::format("more than {} values", limits::kFilterValuesMax));
      }
      TRY(Scalar value, read_value());
      values.push_back(std::move(value));
      TRY(closed, take(is_symbol("]")));
      if (!closed) {
        TRY_OK(want_symbol(",", "a comma or ]"));
      }
    }
    return ok();
  }

  Result<Scalar> read_value() {
    Scalar value;
    if (token_.kind == TokenKind::string) {
      value = std::move(token_.value);
    } else if (is_word("true") || is_word("false")) {
      value = is_word("true");
    } else if (token_.kind == TokenKind::number) {
      TRY(value, number());
    } else if (is_word("null")) {
      return wrong("null compares with nothing; 'not exists' asks for what is missing");
    } else if (token_.kind == TokenKind::word) {
      return wrong(fmt::format("expected {}; a string stands in double quotes: \"{}\"", kValue,
                               shown(token_.raw)));
    } else {
      return expected(kValue);
    }
    TRY_OK(advance());
    return value;
  }

  Result<Scalar> number() const {
    const std::string_view digits = token_.raw.substr(token_.raw.front() == '+' ? 1 : 0);
    const char* end = digits.data() + digits.size();
    std::int64_t integer = 0;
    const auto whole = std::from_chars(digits.data(), end, integer);
    if (whole.ec == std::errc() && whole.ptr == end) {
      return Scalar(integer);
    }
    if (whole.ec == std::errc::result_out_of_range && whole.ptr == end) {
      return wrong("a whole number beyond 64 bits; written with a point it is a double");
    }
    double real = 0;
    const auto [at, error] = std::from_chars(digits.data(), end, real);
    if (error == std::errc::result_out_of_range) {
      return wrong("a number that a double cannot hold");
    }
    if (error != std::errc() || at != end || !std::isfinite(real)) {
      return wrong(fmt::format("'{}' is no number", shown(token_.raw)));
    }
    return Scalar(real);
  }

  std::string_view text_;
  Token token_;
  std::size_t values_ = 0;
};

}  // namespace
}  // namespace store

Result<Filter> parse_filter(std::string_view text) {
  if (text.size() > limits::kFilterBytesMax) {
    return fail(Code::invalid_argument, "filter: {} bytes; at most {}", text.size(),
                limits::kFilterBytesMax);
  }
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    return fail(Code::invalid_argument, "filter: not UTF-8");
  }
  TRY(Filter filter, store::TextReader(text).read());
  TRY_OK(check_filter(filter));
  return filter;
}

}  // namespace cognate
