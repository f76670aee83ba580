#include "io/ddl/check_values.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"

namespace cognate::io {
namespace {

/// What a part of the condition says.
struct Finding {
  std::vector<AllowedValues> lists;
  std::string null_column;             // "this column is null"
  std::string column;                  // the part is only this column
  std::optional<std::string> literal;  // the part is only this value
};

/// The elements of PostgreSQL's '{a,"b c"}'.
std::vector<std::string> array_elements(std::string_view text) {
  std::vector<std::string> elements(1);
  bool quoted = false;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      elements.emplace_back();
    } else {
      i += text[i] == '\\' && i + 2 < text.size() ? 1 : 0;
      elements.back().push_back(text[i]);
    }
  }
  return elements;
}

class Condition {
 public:
  explicit Condition(Cursor& cursor) : cursor_(cursor) {}

  /// Stops behind the last part that belongs to it: at ")" or at the end of the statement.
  Result<Finding> either(std::size_t depth) {
    TRY(Finding all, both(depth));
    while (cursor_.take("OR")) {
      TRY(Finding other, both(depth));
      all = one_of(std::move(all), std::move(other));
    }
    return all;
  }

 private:
  static Finding one_of(Finding a, Finding b) {
    if (!a.null_column.empty()) {
      std::swap(a, b);
    }
    Finding result;
    if (a.lists.size() != 1) {
      return result;
    }
    const std::string column = folded(a.lists[0].column);
    if (b.lists.size() == 1 && folded(b.lists[0].column) == column) {
      auto& values = a.lists[0].values;
      values.insert(values.end(), b.lists[0].values.begin(), b.lists[0].values.end());
      result.lists = std::move(a.lists);
    } else if (folded(b.null_column) == column) {
      result.lists = std::move(a.lists);
    }
    return result;
  }

  static std::string folded(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
    return text;
  }

  Result<Finding> both(std::size_t depth) {
    TRY(Finding all, predicate(depth));
    while (cursor_.take("AND")) {
      TRY(Finding other, predicate(depth));
      std::move(other.lists.begin(), other.lists.end(), std::back_inserter(all.lists));
      all = Finding{.lists = std::move(all.lists), .null_column = {}, .column = {}, .literal = {}};
    }
    return all;
  }

  Result<Finding> predicate(std::size_t depth) {
    bool negated = false;
    while (cursor_.take("NOT")) {
      negated = true;
    }
    TRY(Finding found, affirmative(depth));
    return negated ? Finding{} : std::move(found);
  }

  Result<Finding> affirmative(std::size_t depth) {
    TRY(Finding left, operand(depth));
    if (cursor_.take_symbol('=')) {
      return equals(std::move(left), depth);
    }
    if (cursor_.is("IN") && cursor_.is_symbol('(', 1)) {
      cursor_.advance();
      return among(left);
    }
    if (cursor_.take({"IS", "NULL"})) {
      return Finding{.lists = {}, .null_column = left.column, .column = {}, .literal = {}};
    }
    if (at_part_end()) {
      return left;
    }
    TRY_OK(skip_part());
    return Finding{};
  }

  bool at_part_end() {
    return cursor_.at_end() || cursor_.is_symbol(')') || cursor_.is("AND") || cursor_.is("OR");
  }

  Status skip_part() {
    while (!at_part_end()) {
      const bool between = cursor_.is("BETWEEN");
      TRY_OK(cursor_.skip_item());
      while (between && !cursor_.take("AND") && !cursor_.at_end() && !cursor_.is_symbol(')')) {
        TRY_OK(cursor_.skip_item());
      }
    }
    return ok();
  }

  Result<Finding> operand(std::size_t depth) {
    Finding result;
    if (cursor_.is_symbol('(')) {
      if (depth == limits::kSqlNestingMax) {
        TRY_OK(cursor_.skip_parentheses());
        return result;
      }
      cursor_.advance();
      TRY(result, either(depth + 1));
      TRY_OK(cursor_.expect(')', "\")\""));
    } else if (cursor_.is_string()) {
      TRY(result.literal, cursor_.string("a value"));
    } else if (cursor_.now().kind == TokenKind::number) {
      result.literal = cursor_.value(cursor_.advance());
    } else if (cursor_.is_name() && !cursor_.is_symbol('(', 1) && !cursor_.is_symbol('[', 1) &&
               !cursor_.is_string(1)) {
      TRY(auto name, cursor_.qualified_name("a column"));
      result.column = std::move(name.last);
    }
    TRY_OK(skip_casts());
    return result;
  }

  /// "::character varying(20)[]"
  Status skip_casts() {
    while (cursor_.is_symbol(':') && cursor_.is_symbol(':', 1)) {
      cursor_.advance();
      cursor_.advance();
      while ((cursor_.is_name() && !cursor_.is_any({"IN", "AND", "OR", "IS", "NOT", "BETWEEN"})) ||
             cursor_.is_symbol('(') || cursor_.is_symbol('[') || cursor_.is_symbol('.')) {
        TRY_OK(cursor_.skip_item());
      }
    }
    return ok();
  }

  Result<Finding> equals(Finding left, std::size_t depth) {
    if (cursor_.is("ANY") && cursor_.is_symbol('(', 1)) {
      cursor_.advance();
      return among(left);
    }
    TRY(Finding right, operand(depth));
    if (!at_part_end()) {
      TRY_OK(skip_part());
      return Finding{};
    }
    if (right.literal && left.literal) {
      return Finding{};
    }
    if (left.literal) {
      std::swap(left, right);
    }
    Finding result;
    if (right.literal && !left.column.empty()) {
      result.lists.push_back({left.column, {*right.literal}});
    }
    return result;
  }

  /// The values in the parentheses that stand here.
  Result<Finding> among(const Finding& left) {
    const Token open = cursor_.now();
    AllowedValues list{left.column, {}};
    bool only_values = !left.column.empty();
    std::string sign;
    std::size_t depth = 0;
    do {
      if (cursor_.at_end() || cursor_.now().kind == TokenKind::unclosed) {
        return cursor_.wrong(open, "this \"(\" is never closed");
      }
      depth += cursor_.is_symbol('(') ? 1 : 0;
      depth -= cursor_.is_symbol(')') ? 1 : 0;
      if (cursor_.is_symbol(':') && cursor_.is_symbol(':', 1)) {
        TRY_OK(skip_casts());
        continue;
      }
      const Token token = cursor_.now();
      if (cursor_.is_string()) {
        const std::string text = cursor_.value(token);
        const auto more = text.starts_with('{') && cursor_.is_symbol(':', 1)
                              ? array_elements(text)
                              : std::vector<std::string>{text};
        list.values.insert(list.values.end(), more.begin(), more.end());
      } else if (token.kind == TokenKind::number) {
        list.values.push_back(sign + cursor_.value(token));
      } else if (token.kind != TokenKind::symbol) {
        // MySQL writes the character set before each string: _utf8mb4'a'.
        only_values = only_values && (cursor_.is_any({"ARRAY", "NULL"}) || token.raw[0] == '_');
      } else {
        only_values =
            only_values && std::string_view("()[],-+").find(token.raw[0]) != std::string_view::npos;
      }
      sign = cursor_.is_symbol('-') ? "-" : "";
      cursor_.advance();
    } while (depth > 0);
    TRY_OK(skip_casts());
    Finding result;
    if (only_values && !list.values.empty() && list.values.size() <= limits::kAllowedValuesMax) {
      result.lists.push_back(std::move(list));
    }
    return result;
  }

  Cursor& cursor_;
};

}  // namespace

Result<std::vector<AllowedValues>> parse_check(Cursor& cursor) {
  const Token open = cursor.now();
  TRY_OK(cursor.expect('(', "the condition in parentheses"));
  TRY(Finding found, Condition(cursor).either(0));
  if (!cursor.take_symbol(')')) {
    // Not understood to its end: nothing is said of it, but its end is found.
    cursor.seek(open.offset, open.line);
    TRY_OK(cursor.skip_parentheses());
    return std::vector<AllowedValues>{};
  }
  return std::move(found.lists);
}

}  // namespace cognate::io
