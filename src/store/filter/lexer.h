#pragma once
// The compact form of filters as tokens. Views into the text; used by one thread at a time.

#include <cstddef>
#include <string>
#include <string_view>

#include "cognate/result.h"

namespace cognate::store {

enum class TokenKind {
  word,         // a bare name, true, and, ...
  quoted_name,  // `...`
  string,       // "..."
  number,
  symbol,  // ( ) [ ] , = == != <> < <= > >=
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;
  std::string_view raw = {};  ///< as it stands in the text
  std::string value = {};     ///< of names and strings: what they mean
};

/// The token that starts at or after `offset`. Error invalid_argument, with the column.
Result<Token> next_token(std::string_view text, std::size_t offset);

/// "column 7", counted in characters from 1.
std::string column_of(std::string_view text, std::size_t offset);

/// Whether the name needs no quotes.
bool is_bare_name(std::string_view name);

/// Whether a word is that keyword, in any case of letters.
bool is_keyword(std::string_view word, std::string_view keyword);

}  // namespace cognate::store
