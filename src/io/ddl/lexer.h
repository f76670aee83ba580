#pragma once
// SQL text as tokens: PostgreSQL, MySQL, SQLite and SQL Server at once. Views into the text; used
// by one thread at a time. Private to this folder.
//
// Blank space and comments vanish ("--", "/* */" which nest except in MySQL, "#" in MySQL), so do
// psql's commands (a line that starts with a backslash). A name may stand in "", `` or []; a [ that
// belongs to an array is a symbol. A string may be '..', E'..', N'..', $tag$..$tag$. A line with
// only GO ends a statement as ";" does.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cognate::io {

enum class TokenKind : std::uint8_t {
  word,         // a keyword or a bare name
  quoted_name,  // "..": in MySQL it may stand for a string
  string,
  number,
  symbol,      // one byte
  terminator,  // ";" or GO
  unclosed,    // a quote or comment whose end is missing: all that is left of the text
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool first_on_line = false;
  std::uint64_t line = 1;   // where it starts
  std::size_t offset = 0;   // where it starts
  std::string_view raw;     // as it stands in the text
  std::string_view remark;  // a comment before it, on the line where the token before it ended

  std::size_t end() const noexcept { return offset + raw.size(); }
};

class Lexer {
 public:
  Lexer(std::string_view text, bool mysql) : text_(text), mysql_(mysql) {}

  Token next();
  /// Goes on at `offset`, which is on `line`.
  void seek(std::size_t offset, std::uint64_t line);

  std::string_view text() const noexcept { return text_; }
  bool mysql() const noexcept { return mysql_; }

 private:
  void skip_blank(Token& token);
  bool skip_comment(Token& token);
  bool skip_line_comment(Token& token, std::size_t mark_bytes);
  bool skip_block_comment(Token& token);
  void count_lines(std::size_t from, std::size_t to);
  std::size_t end_of_quoted(std::size_t from, char close, bool escapes) const;
  std::size_t end_of_dollar_quoted();
  std::size_t end_of_word() const;
  std::size_t end_of_number() const;
  bool opens_array() const;
  bool is_batch_end(const Token& token, std::size_t end) const;
  Token quoted(Token token, TokenKind kind, std::size_t prefix_bytes, char close, bool escapes);
  Token finish(Token token, TokenKind kind, std::size_t end);
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  bool mysql_;
  bool line_has_token_ = false;
  std::size_t unclosed_dollars_ = 0;  // each cost a search to the end of the text
};

/// Whether the text is written for MySQL or MariaDB, where a backslash escapes in every string.
bool looks_like_mysql(std::string_view text);

/// What a name or a string stands for, without quotes and escapes, as valid UTF-8 without NULs;
/// other tokens as they are.
std::string value_of(const Token& token, bool mysql);

/// Equal but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b) noexcept;

}  // namespace cognate::io
