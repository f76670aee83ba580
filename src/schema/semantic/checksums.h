#pragma once
// Check digits of numbers that people and machines copy. Pure functions over digits and, where
// said, capital letters; false for any other text.

#include <string_view>

namespace cognate::schema {

/// The last digit makes the sum of Luhn (ISO/IEC 7812-1) a multiple of 10.
bool has_luhn_digit(std::string_view digits);

/// The last digit makes the sum with the weights 3 and 1, from the right, a multiple of 10 (GS1:
/// the article numbers GTIN-8, 12, 13, 14, and so ISBN-13).
bool has_gs1_digit(std::string_view digits);

/// The weights n .. 2, 1 from the left make a multiple of 11; the last sign may be X, 10 (ISO 2108:
/// ISBN-10 with n = 10; ISO 3297: ISSN with n = 8).
bool has_mod11_digit(std::string_view digits);

/// Letters read as 10 .. 35, the number leaves 1 when divided by 97 (ISO/IEC 7064, MOD 97-10).
bool is_one_mod97(std::string_view letters_and_digits);

/// The last sign, 0 .. 9 or X, follows from the others by ISO/IEC 7064, MOD 11-2.
bool has_mod11_2_digit(std::string_view digits);

/// Letters read as two digits, 10 .. 35, the whole ends in a Luhn digit (ISO 6166: ISIN).
bool has_luhn_digit_of_letters(std::string_view letters_and_digits);

/// The ninth sign checks the seventeen of a vehicle's number (49 CFR 565).
bool has_vin_digit(std::string_view letters_and_digits);

/// The weights 1, 2 .. from the right of the digits before the last give the last (CAS numbers).
bool has_cas_digit(std::string_view digits);

}  // namespace cognate::schema
