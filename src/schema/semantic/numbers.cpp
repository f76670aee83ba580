#include <algorithm>
#include <array>
#include <string>

#include "schema/ascii.h"
#include "schema/semantic/cell_tests.h"
#include "schema/semantic/checksums.h"
#include "schema/semantic/word_lists.h"
#include "schema/text_form.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kNumberBytesMax = 48;  // with its blanks and hyphens

/// The text without the blanks and hyphens that people put between groups of signs; empty where it
/// is too long to be a number of these.
std::string ungrouped(std::string_view text) {
  std::string out;
  if (text.size() <= kNumberBytesMax) {
    std::ranges::copy_if(text, std::back_inserter(out),
                         [](char c) { return c != ' ' && c != '-'; });
  }
  return out;
}

bool are_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool are_capitals_or_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || is_capital(c); });
}

/// Which numbers an issuer of cards gives out: how they begin, and their digits.
struct Issuer {
  int first;
  int last;
  std::size_t prefix_digits;
  std::size_t digits_min;
  std::size_t digits_max;
};
constexpr std::array kIssuers = {
    Issuer{4, 4, 1, 13, 19},       Issuer{51, 55, 2, 16, 16},     Issuer{2221, 2720, 4, 16, 16},
    Issuer{34, 34, 2, 15, 15},     Issuer{37, 37, 2, 15, 15},     Issuer{36, 36, 2, 14, 19},
    Issuer{300, 305, 3, 14, 19},   Issuer{6011, 6011, 4, 16, 19}, Issuer{644, 659, 3, 16, 19},
    Issuer{3528, 3589, 4, 16, 19}, Issuer{62, 62, 2, 16, 19},
};

bool has_issuer(std::string_view digits) {
  return std::ranges::any_of(kIssuers, [digits](const Issuer& issuer) {
    int prefix = 0;
    for (const char c : digits.substr(0, issuer.prefix_digits)) {
      prefix = prefix * 10 + (c - '0');
    }
    return digits.size() >= issuer.digits_min && digits.size() <= issuer.digits_max &&
           prefix >= issuer.first && prefix <= issuer.last;
  });
}

}  // namespace

double bits_of_iban(std::string_view cell) {
  if (!is_capital(cell.front()) || cell.size() < 15 || cell.size() > kNumberBytesMax) {
    return kNever;
  }
  const std::string number = ungrouped(cell);
  const bool formed = number.size() >= 15 && number.size() <= 34 && is_capital(number[1]) &&
                      is_digit(number[2]) && is_digit(number[3]);
  return formed && is_one_mod97(number.substr(4) + number.substr(0, 4)) ? 9 : kNever;
}

double bits_of_bic(std::string_view cell) {
  const bool formed = (cell.size() == 8 || cell.size() == 11) && are_capitals_or_digits(cell) &&
                      std::ranges::all_of(cell.substr(0, 6), is_capital) &&
                      is_listed(WordList::country_codes, cell.substr(4, 2));
  return formed ? 2.5 : kNever;
}

double bits_of_card_number(std::string_view cell) {
  if (!is_digit(cell.front()) || cell.size() < 13) {
    return kNever;
  }
  const std::string digits = ungrouped(cell);
  return are_digits(digits) && has_issuer(digits) && has_luhn_digit(digits) ? 5 : kNever;
}

double bits_of_isin(std::string_view cell) {
  const bool formed = cell.size() == 12 && is_capital(cell[0]) && is_capital(cell[1]) &&
                      is_digit(cell.back()) && has_luhn_digit_of_letters(cell);
  return formed ? 6 : kNever;
}

double bits_of_lei(std::string_view cell) {
  return cell.size() == 20 && is_digit(cell.back()) && is_one_mod97(cell) ? 8 : kNever;
}

double bits_of_isbn(std::string_view cell) {
  if (!is_digit(cell.front()) || cell.size() < 10 || cell.size() > 17) {
    return kNever;
  }
  const std::string number = ungrouped(cell);
  if (number.size() == 13) {
    const bool book = number.starts_with("978") || number.starts_with("979");
    return book && has_gs1_digit(number) ? 9 : kNever;
  }
  const bool is_right = number.size() == 10 && has_mod11_digit(number);
  return is_right ? number.size() < cell.size() ? 5 : 3.4 : kNever;
}

double bits_of_issn(std::string_view cell) {
  return fits_form(cell.substr(0, 8), "####-###") && cell.size() == 9 &&
                 has_mod11_digit(ungrouped(cell))
             ? 5
             : kNever;
}

double bits_of_gtin(std::string_view cell) {
  const std::size_t n = cell.size();
  return (n == 8 || (n >= 12 && n <= 14)) && has_gs1_digit(cell) ? 3.3 : kNever;
}

double bits_of_imei(std::string_view cell) {
  return cell.size() == 15 && has_luhn_digit(cell) ? 3.3 : kNever;
}

double bits_of_vin(std::string_view cell) {
  constexpr std::size_t kSigns = 17;
  const bool formed = cell.size() == kSigns && are_capitals_or_digits(cell) &&
                      cell.find_first_of("IOQ") == std::string_view::npos &&
                      std::ranges::any_of(cell, is_digit) && std::ranges::any_of(cell, is_capital);
  // Only some countries ask for the check digit.
  return formed ? has_vin_digit(cell) ? 6 : 1.5 : kNever;
}

double bits_of_ssn(std::string_view cell) {
  const bool formed = fits_form(cell, "###-##-####") && !cell.starts_with("000") &&
                      !cell.starts_with("666") && cell[0] != '9' && cell.substr(4, 2) != "00" &&
                      cell.substr(7) != "0000";
  return formed ? 4 : kNever;
}

double bits_of_orcid(std::string_view cell) {
  return cell.size() == 19 && fits_form(cell.substr(0, 18), "####-####-####-###") &&
                 has_mod11_2_digit(ungrouped(cell))
             ? 10
             : kNever;
}

}  // namespace cognate::schema
