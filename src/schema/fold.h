#pragma once
// Letters for comparing names and values: what is a letter, and its plain lower-case form
// ("É" -> "e"). Pure functions over the frozen tables of text/unicode.h.

#include <string>
#include <string_view>

namespace cognate::schema {

/// Code points of UTF-8 text; broken bytes become U+FFFD, which is no letter.
std::u32string decoded(std::string_view text);

/// Neither digit of ASCII, nor space, punctuation or control.
bool is_letter(char32_t c) noexcept;
bool is_upper(char32_t c) noexcept;

/// Appends a letter or digit in lower case and without accents, as UTF-8; nothing for an accent
/// that stands alone.
void append_folded(char32_t c, std::string& out);

}  // namespace cognate::schema
