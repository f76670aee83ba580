#include "store/filter/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/error.h"
#include "store/filter/operators.h"

namespace cognate::store {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_beyond_ascii(char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }
bool starts_name(char c) { return is_letter(c) || c == '_' || c == '#' || is_beyond_ascii(c); }
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '.' || c == '-'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::array<std::string_view, 13> kSymbols = {"==", "!=", "<>", "<=", ">=", "(", ")",
                                                       "[",  "]",  ",",  "=",  "<",  ">"};

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t offset) : text_(text), at_(offset) {}

  Result<Token> next() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
    begin_ = at_;
    if (at_ == text_.size()) {
      return Token{.offset = begin_};
    }
    const char c = text_[at_];
    if (starts_name(c)) {
      return word();
    }
    if (is_digit(c) || c == '-' || c == '+' || c == '.') {
      return number();
    }
    if (c == '"') {
      return string();
    }
    return c == '`' ? quoted_name() : symbol();
  }

 private:
  Token finish(TokenKind kind, std::string value = {}) const {
    return {.kind = kind,
            .offset = begin_,
            .raw = text_.substr(begin_, at_ - begin_),
            .value = std::move(value)};
  }

  Error wrong(std::size_t offset, std::string_view what) const {
    return fail(Code::invalid_argument, "filter, {}: {}", column_of(text_, offset), what);
  }

  Token word() {
    while (at_ < text_.size() && continues_name(text_[at_])) {
      ++at_;
    }
    return finish(TokenKind::word, std::string(text_.substr(begin_, at_ - begin_)));
  }

  Token number() {
    const auto goes_on = [&](char c) {
      const char before = at_ > begin_ ? lower(text_[at_ - 1]) : 'e';
      return is_digit(c) || is_letter(c) || c == '.' || ((c == '-' || c == '+') && before == 'e');
    };
    while (at_ < text_.size() && goes_on(text_[at_])) {
      ++at_;
    }
    return finish(TokenKind::number);
  }

  Result<Token> symbol() {
    const auto rest = text_.substr(at_);
    const auto found = std::ranges::find_if(
        kSymbols, [&](std::string_view symbol) { return rest.starts_with(symbol); });
    if (found == kSymbols.end()) {
      return wrong(begin_, rest.front() == '\'' ? "strings stand in double quotes"
                                                : "a character that means nothing here");
    }
    at_ += found->size();
    return finish(TokenKind::symbol);
  }

  Result<Token> quoted_name() {
    std::string value;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '`') {
        ++at_;
        if (at_ == text_.size() || text_[at_] != '`') {
          return finish(TokenKind::quoted_name, std::move(value));
        }
      }
      value += text_[at_];
    }
    return wrong(begin_, "the ` that closes the name is missing");
  }

  Result<Token> string() {
    std::string value;
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        TRY_OK(escape(value));
      } else {
        value += text_[at_++];
      }
    }
    if (at_ == text_.size()) {
      return wrong(begin_, "the \" that closes the string is missing");
    }
    ++at_;
    return finish(TokenKind::string, std::move(value));
  }

  /// One escape of JSON; at_ stands on its backslash.
  Status escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t begin = at_++;
    const char letter = at_ < text_.size() ? text_[at_++] : '\0';
    if (letter == 'u') {
      const auto character = escaped_character();
      if (!character) {
        return wrong(begin, "after \\u four hexadecimal digits of a character are expected");
      }
      append_utf8(out, *character);
      return ok();
    }
    const std::size_t which = kLetters.find(letter);
    if (letter == '\0' || which == std::string_view::npos) {
      return wrong(begin, "no escape of JSON; a backslash itself is written \\\\");
    }
    out += kMeanings[which];
    return ok();
  }

  std::optional<char32_t> four_digits() {
    constexpr std::size_t kDigits = 4;
    constexpr int kBase = 16;
    const std::string_view digits = text_.substr(std::min(at_, text_.size()), kDigits);
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, kBase);
    if (error != std::errc() || end != digits.data() + kDigits) {
      return std::nullopt;
    }
    at_ += kDigits;
    return value;
  }

  /// The character after \u, with the second half of a pair.
  std::optional<char32_t> escaped_character() {
    constexpr char32_t kHigh = 0xD800;
    constexpr char32_t kLow = 0xDC00;
    constexpr char32_t kLowEnd = 0xE000;
    const auto first = four_digits();
    if (!first || *first < kHigh || *first >= kLowEnd) {
      return first;
    }
    if (*first >= kLow || text_.substr(at_, 2) != "\\u") {
      return std::nullopt;
    }
    at_ += 2;
    const auto second = four_digits();
    if (!second || *second < kLow || *second >= kLowEnd) {
      return std::nullopt;
    }
    return 0x10000 + ((*first - kHigh) << 10U) + (*second - kLow);
  }

  static void append_utf8(std::string& out, char32_t c) {
    const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
    const auto tail = [&](unsigned shift) { byte(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x80) {
      byte(c);
    } else if (c < 0x800) {
      byte(0xC0U | (c >> 6U));
      tail(0);
    } else if (c < 0x10000) {
      byte(0xE0U | (c >> 12U));
      tail(6);
      tail(0);
    } else {
      byte(0xF0U | (c >> 18U));
      tail(12);
      tail(6);
      tail(0);
    }
  }

  std::string_view text_;
  std::size_t at_;
  std::size_t begin_ = 0;
};

}  // namespace

Result<Token> next_token(std::string_view text, std::size_t offset) {
  return Scanner(text, offset).next();
}

std::string column_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto starts = std::ranges::count_if(before, [](char c) { return (c & 0xC0) != 0x80; });
  return fmt::format("column {}", starts + 1);
}

bool is_bare_name(std::string_view name) {
  return !name.empty() && starts_name(name.front()) && std::ranges::all_of(name, continues_name) &&
         std::ranges::none_of(
             kReservedWords, [&](std::string_view reserved) { return is_keyword(name, reserved); });
}

bool is_keyword(std::string_view word, std::string_view keyword) {
  return std::ranges::equal(word, keyword, [](char a, char b) { return lower(a) == b; });
}

}  // namespace cognate::store
