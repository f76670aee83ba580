#pragma once
// How a text is written, as a template: '#' a digit, '?' a digit or none, '@' an ASCII letter, '~'
// any ASCII letters or none, '%' a hexadecimal digit, '*' anything to the end; other characters are
// themselves. Pure functions.

#include <string_view>

namespace cognate::schema {

/// Whether the whole text is written so.
bool fits_form(std::string_view text, std::string_view form);

}  // namespace cognate::schema
