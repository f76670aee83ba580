#pragma once
// Letters for comparing names and values: what is a letter, and its plain lower-case form
// ("É" -> "e", "ß" -> "ss"). Pure functions.
//
// Latin-1, Latin Extended-A, Greek and Cyrillic have case here; every other code point from U+00AA
// on that is not punctuation or space counts as a letter and stays as it is.

#include <string>
#include <string_view>

namespace cognate::schema {

/// Code points of UTF-8 text; a broken byte becomes U+FFFD.
std::u32string decode_utf8(std::string_view text);

bool is_letter(char32_t c) noexcept;
bool is_upper(char32_t c) noexcept;

/// Appends the folded letter or digit as UTF-8; most become one to two ASCII letters.
void append_folded(char32_t c, std::string& out);

}  // namespace cognate::schema
