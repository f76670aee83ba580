#include "io/ddl/cursor.h"

#include <algorithm>

#include "base/error.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

constexpr std::size_t kShownBytesMax = 40;  // of a token in a message

/// Characters, not bytes, before `offset` in its line, and one.
std::size_t column_of(std::string_view text, std::size_t offset) {
  const std::size_t line_end = text.substr(0, offset).rfind('\n');
  const std::size_t begin = line_end == std::string_view::npos ? 0 : line_end + 1;
  const std::string_view before = text.substr(begin, offset - begin);
  return 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(),
                                                    [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string shown(const Token& token) {
  if (token.kind == TokenKind::end) {
    return "the end of the file";
  }
  std::string text;
  append_repaired_utf8(utf8_prefix(token.raw, kShownBytesMax), text);
  std::replace(text.begin(), text.end(), '\n', ' ');
  const bool own_quotes = token.kind == TokenKind::string || token.kind == TokenKind::quoted_name;
  text += token.raw.size() > kShownBytesMax ? "..." : "";
  return own_quotes ? text : '"' + text + '"';
}

}  // namespace

const Token& Cursor::peek(std::size_t n) {
  while (ahead_.size() <= n) {
    ahead_.push_back(lexer_.next());
  }
  return ahead_[n];
}

Token Cursor::advance() {
  const Token left = now();
  ahead_.pop_front();
  left_end_ = left.end();
  left_line_ = left.line;
  return left;
}

void Cursor::seek(std::size_t offset, std::uint64_t line) {
  ahead_.clear();
  lexer_.seek(offset, line);
}

bool Cursor::is(std::string_view word, std::size_t n) {
  const Token& token = peek(n);
  return token.kind == TokenKind::word && same_word(token.raw, word);
}

bool Cursor::is_any(std::initializer_list<std::string_view> words, std::size_t n) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return is(word, n); });
}

bool Cursor::is_symbol(char symbol, std::size_t n) {
  const Token& token = peek(n);
  return token.kind == TokenKind::symbol && token.raw[0] == symbol;
}

bool Cursor::is_name(std::size_t n) {
  const TokenKind kind = peek(n).kind;
  return kind == TokenKind::word || kind == TokenKind::quoted_name;
}

bool Cursor::is_string(std::size_t n) {
  const Token& token = peek(n);
  return token.kind == TokenKind::string ||
         (token.kind == TokenKind::quoted_name && token.raw[0] == '"' && lexer_.mysql());
}

bool Cursor::at_end() {
  return now().kind == TokenKind::terminator || now().kind == TokenKind::end;
}

bool Cursor::take(std::initializer_list<std::string_view> words) {
  std::size_t n = 0;
  for (const std::string_view word : words) {
    if (!is(word, n++)) {
      return false;
    }
  }
  for (; n > 0; --n) {
    advance();
  }
  return true;
}

bool Cursor::take_symbol(char symbol) {
  const bool here = is_symbol(symbol);
  if (here) {
    advance();
  }
  return here;
}

Result<std::string> Cursor::name(std::string_view what) {
  // SQLite takes a string for a name too.
  if (!is_name() && now().kind != TokenKind::string) {
    return expected(what);
  }
  return value(advance());
}

Result<Cursor::QualifiedName> Cursor::qualified_name(std::string_view what) {
  QualifiedName result;
  TRY(result.last, name(what));
  result.whole = result.last;
  while (is_symbol('.')) {
    advance();
    if (is_symbol('.')) {  // SQL Server's base..table
      continue;
    }
    TRY(result.last, name(what));
    result.whole += '.' + result.last;
  }
  return result;
}

Result<std::string> Cursor::string(std::string_view what) {
  if (!is_string()) {
    return expected(what);
  }
  std::string text = value(advance());
  while (is_string()) {
    text += value(advance());
  }
  return text;
}

Status Cursor::expect(char symbol, std::string_view what) {
  return take_symbol(symbol) ? ok() : Status(expected(what));
}

Status Cursor::skip_parentheses() {
  const Token open = now();
  std::size_t depth = 0;
  do {
    if (at_end() || now().kind == TokenKind::unclosed) {
      return wrong(open, "this \"(\" is never closed");
    }
    depth += is_symbol('(') ? 1 : 0;
    depth -= is_symbol(')') ? 1 : 0;
    advance();
  } while (depth > 0);
  return ok();
}

Status Cursor::skip_item() {
  if (is_symbol('(')) {
    return skip_parentheses();
  }
  if (is_symbol('[')) {
    while (!is_symbol(']') && !at_end() && now().kind != TokenKind::unclosed) {
      advance();
    }
  }
  if (at_end() || now().kind == TokenKind::unclosed) {
    return expected("more of the statement");
  }
  advance();
  return ok();
}

Status Cursor::skip_to_item_end() {
  while (!is_symbol(',') && !is_symbol(')') && !at_end()) {
    TRY_OK(skip_item());
  }
  return ok();
}

Error Cursor::expected(std::string_view what) {
  const Token token = now();
  if (token.kind == TokenKind::unclosed) {
    return wrong(token, token.raw[0] == '/' ? "the comment that begins here is never closed"
                                            : "the quote that opens here is never closed");
  }
  return wrong(token, fmt::format("expected {}, found {}", what, shown(token)));
}

Error Cursor::wrong(const Token& token, std::string_view text) {
  wrong_line_ = token.line;
  return fail(Code::corrupt, "column {}: {}", column_of(lexer_.text(), token.offset), text);
}

}  // namespace cognate::io
