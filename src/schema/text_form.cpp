#include "schema/text_form.h"

#include "schema/ascii.h"

namespace cognate::schema {

bool fits_form(std::string_view text, std::string_view form) {
  if (form.empty()) {
    return text.empty();
  }
  const char f = form.front();
  if (f == '*') {
    return true;
  }
  if (f == '?') {
    return (!text.empty() && is_digit(text[0]) && fits_form(text.substr(1), form.substr(1))) ||
           fits_form(text, form.substr(1));
  }
  if (f == '~') {
    std::size_t n = 0;
    while (n < text.size() && is_ascii_letter(text[n])) {
      ++n;
    }
    return fits_form(text.substr(n), form.substr(1));
  }
  if (text.empty()) {
    return false;
  }
  const char c = text.front();
  const bool here = f == '#'   ? is_digit(c)
                    : f == '@' ? is_ascii_letter(c)
                    : f == '%' ? is_hexadecimal(c)
                               : c == f;
  return here && fits_form(text.substr(1), form.substr(1));
}

}  // namespace cognate::schema
