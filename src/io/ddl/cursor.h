#pragma once
// A place in SQL text: the token that stands there, those that follow, and what is expected.
// Used by one thread at a time. Private to this folder.

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>

#include "cognate/result.h"
#include "io/ddl/lexer.h"

namespace cognate::io {

class Cursor {
 public:
  Cursor(std::string_view text, bool mysql) : lexer_(text, mysql) {}

  const Token& now() { return peek(0); }
  /// The token `n` places behind the present one.
  const Token& peek(std::size_t n);
  /// Goes to the next token; the one that was left.
  Token advance();
  /// Where the token that was left last ends, and its line.
  std::size_t left_end() const noexcept { return left_end_; }
  std::uint64_t left_line() const noexcept { return left_line_; }
  /// Goes on at `offset`, which is on `line`.
  void seek(std::size_t offset, std::uint64_t line);
  std::string_view text() const noexcept { return lexer_.text(); }
  std::string value(const Token& token) const { return value_of(token, lexer_.mysql()); }

  bool is(std::string_view word, std::size_t n = 0);
  bool is_any(std::initializer_list<std::string_view> words, std::size_t n = 0);
  bool is_symbol(char symbol, std::size_t n = 0);
  bool is_name(std::size_t n = 0);    ///< a word, or a quoted name
  bool is_string(std::size_t n = 0);  ///< a string, or in MySQL one in double quotes
  bool at_end();                      ///< of the statement, or of the text

  /// Goes past the words when they stand here one after the other.
  bool take(std::initializer_list<std::string_view> words);
  bool take(std::string_view word) { return take({word}); }
  bool take_symbol(char symbol);

  Result<std::string> name(std::string_view what);
  /// a.b.c: the parts joined by dots, as the last part and as a whole.
  struct QualifiedName {
    std::string whole;
    std::string last;
  };
  Result<QualifiedName> qualified_name(std::string_view what);
  /// One string, or several beside each other, which are one.
  Result<std::string> string(std::string_view what);
  Status expect(char symbol, std::string_view what);
  /// Past "(..)" with all that is nested; error where the closing one is missing.
  Status skip_parentheses();
  /// Past one token, or past a whole "(..)" or "[..]".
  Status skip_item();
  /// Up to the "," or ")" that ends this item of a list, or the end of the statement.
  Status skip_to_item_end();

  /// "column 7: expected WHAT, found X"; remembers the line.
  Error expected(std::string_view what);
  /// "column 7: TEXT", about `token`.
  Error wrong(const Token& token, std::string_view text);
  /// Of the last error.
  std::uint64_t wrong_line() const noexcept { return wrong_line_; }

 private:
  Lexer lexer_;
  std::deque<Token> ahead_;
  std::size_t left_end_ = 0;
  std::uint64_t left_line_ = 1;
  std::uint64_t wrong_line_ = 0;
};

}  // namespace cognate::io
