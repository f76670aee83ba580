#include "io/ddl/lexer.h"

#include <algorithm>

#include "base/limits.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

constexpr std::size_t kUnclosedDollarsMax = 16;
constexpr std::string_view kOddBlanks[] = {"\xEF\xBB\xBF", "\xC2\xA0"};  // BOM, no-break space

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}
bool starts_word(char c) { return is_letter(c) || c == '_' || c == '@' || c == '#'; }
bool continues_word(char c) { return starts_word(c) || is_digit(c) || c == '$'; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; }

int hex_digit(char c) {
  return is_digit(c) ? c - '0' : upper(c) >= 'A' && upper(c) <= 'F' ? upper(c) - 'A' + 10 : -1;
}

bool contains_word(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return upper(a) == upper(b); }) != text.end();
}

/// Bytes of the prefix of a string that starts in `rest`: E'..', N'..', U&'..'; 0 without one.
std::size_t string_prefix(std::string_view rest) {
  constexpr std::string_view kPrefixes[] = {"E'", "N'", "B'", "X'", "U&'", "U&\""};
  for (const std::string_view prefix : kPrefixes) {
    if (rest.size() > prefix.size() && same_word(rest.substr(0, prefix.size()), prefix)) {
      return prefix.size() - 1;
    }
  }
  return 0;
}

/// Appends what the escape that `rest` starts with (a backslash first) stands for; its bytes.
std::size_t append_escape(std::string_view rest, std::string& out) {
  constexpr std::string_view kLetters = "btnfr0Z";
  constexpr std::string_view kMeanings("\b\t\n\f\r\0\x1A", 7);
  if (rest.size() < 2) {
    out.push_back('\\');
    return rest.size();
  }
  const char c = rest[1];
  if (c == 'x' && rest.size() > 3 && hex_digit(rest[2]) >= 0 && hex_digit(rest[3]) >= 0) {
    out.push_back(static_cast<char>(hex_digit(rest[2]) * 16 + hex_digit(rest[3])));
    return 4;
  }
  const std::size_t known = kLetters.find(c);
  out.push_back(known == std::string_view::npos ? c : kMeanings[known]);
  return 2;
}

std::string without_quotes(std::string_view body, char quote, bool escapes) {
  std::string out;
  for (std::size_t i = 0; i < body.size();) {
    if (escapes && body[i] == '\\') {
      i += append_escape(body.substr(i), out);
      continue;
    }
    out.push_back(body[i]);
    i += body[i] == quote && i + 1 < body.size() && body[i + 1] == quote ? 2 : 1;
  }
  return out;
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return upper(x) == upper(y); });
}

bool looks_like_mysql(std::string_view text) {
  const std::string_view head = text.substr(0, limits::kSniffBytes);
  constexpr std::string_view kOthers[] = {"PostgreSQL database", "PRAGMA foreign_keys", "sqlite_"};
  for (const std::string_view other : kOthers) {
    if (head.find(other) != std::string_view::npos) {
      return false;
    }
  }
  return head.find('`') != std::string_view::npos || contains_word(head, "ENGINE=") ||
         contains_word(head, "AUTO_INCREMENT");
}

std::string value_of(const Token& token, bool mysql) {
  std::string_view raw = token.raw;
  std::string plain(raw);
  if (token.kind == TokenKind::quoted_name || token.kind == TokenKind::string) {
    const std::size_t prefix = string_prefix(raw);
    const bool escapes = raw[prefix] != '[' && raw[prefix] != '`' &&
                         (mysql || (prefix == 1 && upper(raw[0]) == 'E'));
    raw.remove_prefix(prefix);
    const char open = raw[0];
    const std::size_t tag = open == '$' ? raw.find('$', 1) + 1 : 1;
    raw = raw.substr(tag, raw.size() - 2 * tag);
    plain = open == '$' ? std::string(raw) : without_quotes(raw, open == '[' ? ']' : open, escapes);
  }
  std::erase(plain, '\0');
  std::string repaired;
  append_repaired_utf8(plain, repaired);
  return repaired;
}

void Lexer::seek(std::size_t offset, std::uint64_t line) {
  at_ = std::min(offset, text_.size());
  line_ = line;
  line_has_token_ = false;
}

void Lexer::count_lines(std::size_t from, std::size_t to) {
  const auto begin = text_.begin();
  line_ += static_cast<std::uint64_t>(std::count(begin + static_cast<std::ptrdiff_t>(from),
                                                 begin + static_cast<std::ptrdiff_t>(to), '\n'));
}

void Lexer::skip_blank(Token& token) {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_blank(c)) {
      ++at_;
      if (c == '\n') {
        ++line_;
        line_has_token_ = false;
      }
      continue;
    }
    const std::string_view rest = text_.substr(at_);
    const auto* odd = std::find_if(std::begin(kOddBlanks), std::end(kOddBlanks),
                                   [&](std::string_view blank) { return rest.starts_with(blank); });
    if (odd != std::end(kOddBlanks)) {
      at_ += odd->size();
    } else if (!skip_comment(token)) {
      return;
    }
  }
}

/// Past the comment that starts here; false when none does, or when its end is missing.
bool Lexer::skip_comment(Token& token) {
  const char c = text_[at_];
  if (c == '-' && at(at_ + 1) == '-') {
    return skip_line_comment(token, 2);
  }
  if ((c == '#' && mysql_) || (c == '\\' && !line_has_token_)) {
    return skip_line_comment(token, 1);
  }
  return c == '/' && at(at_ + 1) == '*' && skip_block_comment(token);
}

bool Lexer::skip_line_comment(Token& token, std::size_t mark_bytes) {
  const std::size_t end = std::min(text_.find('\n', at_), text_.size());
  if (line_has_token_ && token.remark.empty()) {
    token.remark = text_.substr(at_ + mark_bytes, end - at_ - mark_bytes);
  }
  at_ = end;
  return true;
}

bool Lexer::skip_block_comment(Token& token) {
  std::size_t depth = 1;
  std::size_t i = at_ + 2;
  while (depth > 0) {
    i = text_.find_first_of("*/", i);
    if (i == std::string_view::npos || i + 1 >= text_.size()) {
      return false;
    }
    if (text_[i] == '*' && text_[i + 1] == '/') {
      --depth;
      i += 2;
    } else if (text_[i] == '/' && text_[i + 1] == '*' && !mysql_) {
      ++depth;
      i += 2;
    } else {
      ++i;
    }
  }
  // MySQL reads what stands in /*! */ as SQL; that is no remark for people.
  if (line_has_token_ && token.remark.empty() && at(at_ + 2) != '!') {
    token.remark = text_.substr(at_ + 2, i - at_ - 4);
  }
  const std::uint64_t line = line_;
  count_lines(at_, i);
  line_has_token_ = line_has_token_ && line == line_;
  at_ = i;
  return true;
}

/// Behind the closing quote, a doubled one being a part of the content; npos when there is none.
std::size_t Lexer::end_of_quoted(std::size_t from, char close, bool escapes) const {
  const char stops[] = {close, '\\'};
  const std::string_view wanted(stops, escapes ? 2 : 1);
  std::size_t i = text_.find_first_of(wanted, from);
  while (i != std::string_view::npos && (text_[i] != close || at(i + 1) == close)) {
    // A doubled quote, or a backslash with what it escapes.
    i = text_.find_first_of(wanted, i + 2);
  }
  return i == std::string_view::npos ? i : i + 1;
}

/// Behind the string $tag$..$tag$ that starts here; npos when none does.
std::size_t Lexer::end_of_dollar_quoted() {
  std::size_t i = at_ + 1;
  while (is_letter(at(i)) || is_digit(at(i)) || at(i) == '_') {
    ++i;
  }
  if (at(i) != '$' || is_digit(at(at_ + 1)) || unclosed_dollars_ >= kUnclosedDollarsMax) {
    return std::string_view::npos;
  }
  const std::string_view tag = text_.substr(at_, i + 1 - at_);
  const std::size_t close = text_.find(tag, i + 1);
  if (close == std::string_view::npos) {
    ++unclosed_dollars_;
    return close;
  }
  return close + tag.size();
}

std::size_t Lexer::end_of_word() const {
  std::size_t i = at_ + 1;
  while (i < text_.size() && continues_word(text_[i])) {
    ++i;
  }
  return i;
}

std::size_t Lexer::end_of_number() const {
  std::size_t i = at_ + 1;
  while (i < text_.size()) {
    const bool sign = (text_[i] == '-' || text_[i] == '+') && upper(text_[i - 1]) == 'E' &&
                      upper(at(at_ + 1)) != 'X';
    if (!is_digit(text_[i]) && !is_letter(text_[i]) && text_[i] != '.' && text_[i] != '_' &&
        !sign) {
      break;
    }
    ++i;
  }
  return i;
}

/// Whether the [ here is of an array (int[], x[1], ARRAY['a']) and does not quote a name.
bool Lexer::opens_array() const {
  std::size_t i = at_ + 1;
  while (is_digit(at(i))) {
    ++i;
  }
  const char before = at_ == 0 ? ' ' : text_[at_ - 1];
  return at(i) == ']' || continues_word(before) || before == ')' || before == '"';
}

/// The word GO alone on its line, perhaps with a count.
bool Lexer::is_batch_end(const Token& token, std::size_t end) const {
  if (!token.first_on_line || !same_word(text_.substr(token.offset, end - token.offset), "GO")) {
    return false;
  }
  const std::size_t line_end = std::min(text_.find('\n', end), text_.size());
  const std::string_view rest = text_.substr(end, line_end - end);
  return std::all_of(rest.begin(), rest.end(), [](char c) { return is_blank(c) || is_digit(c); });
}

Token Lexer::finish(Token token, TokenKind kind, std::size_t end) {
  token.kind = kind;
  token.raw = text_.substr(token.offset, end - token.offset);
  if (kind == TokenKind::string || kind == TokenKind::quoted_name || kind == TokenKind::unclosed) {
    count_lines(token.offset, end);
  }
  at_ = end;
  line_has_token_ = true;
  return token;
}

Token Lexer::quoted(Token token, TokenKind kind, std::size_t prefix_bytes, char close,
                    bool escapes) {
  const std::size_t end = end_of_quoted(at_ + prefix_bytes + 1, close, escapes);
  return end == std::string_view::npos ? finish(token, TokenKind::unclosed, text_.size())
                                       : finish(token, kind, end);
}

Token Lexer::next() {
  Token token;
  skip_blank(token);
  token.line = line_;
  token.offset = at_;
  token.first_on_line = !line_has_token_;
  if (at_ == text_.size()) {
    return token;
  }
  const char c = text_[at_];
  if (c == '/' && at(at_ + 1) == '*') {
    return finish(token, TokenKind::unclosed, text_.size());
  }
  const std::size_t prefix = string_prefix(text_.substr(at_, 4));
  const char quote = text_[at_ + prefix];
  if (quote == '\'') {
    const bool escapes = mysql_ || (prefix == 1 && upper(c) == 'E');
    return quoted(token, TokenKind::string, prefix, '\'', escapes);
  }
  if (quote == '"') {
    return quoted(token, TokenKind::quoted_name, prefix, '"', mysql_);
  }
  if (c == '`' || (c == '[' && !opens_array())) {
    return quoted(token, TokenKind::quoted_name, 0, c == '[' ? ']' : '`', false);
  }
  if (c == '$' && !mysql_) {
    const std::size_t end = end_of_dollar_quoted();
    if (end != std::string_view::npos) {
      return finish(token, TokenKind::string, end);
    }
  }
  if (starts_word(c)) {
    const std::size_t end = end_of_word();
    return finish(token, is_batch_end(token, end) ? TokenKind::terminator : TokenKind::word, end);
  }
  if (is_digit(c)) {
    return finish(token, TokenKind::number, end_of_number());
  }
  return finish(token, c == ';' ? TokenKind::terminator : TokenKind::symbol, at_ + 1);
}

}  // namespace cognate::io
