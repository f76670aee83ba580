#include "schema/semantic/checksums.h"

#include <algorithm>
#include <array>
#include <string>

#include "schema/ascii.h"

namespace cognate::schema {
namespace {

int digit(char c) { return c - '0'; }

bool are_digits(std::string_view text) {
  return text.size() > 1 && std::ranges::all_of(text, is_digit);
}

/// Digits and at the end a digit or X.
bool are_digits_or_x(std::string_view text) {
  return text.size() > 1 && std::ranges::all_of(text.substr(0, text.size() - 1), is_digit) &&
         (is_digit(text.back()) || text.back() == 'X');
}

int digit_or_x(char c) { return c == 'X' ? 10 : digit(c); }

bool are_letters_and_digits(std::string_view text) {
  return text.size() > 1 &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || is_capital(c); });
}

}  // namespace

bool has_luhn_digit(std::string_view digits) {
  if (!are_digits(digits)) {
    return false;
  }
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = digit(digits[digits.size() - 1 - i]);
    const int twice = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += i % 2 == 1 ? twice : value;
  }
  return sum % 10 == 0;
}

bool has_gs1_digit(std::string_view digits) {
  if (!are_digits(digits)) {
    return false;
  }
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    sum += digit(digits[digits.size() - 1 - i]) * (i % 2 == 1 ? 3 : 1);
  }
  return sum % 10 == 0;
}

bool has_mod11_digit(std::string_view digits) {
  if (!are_digits_or_x(digits)) {
    return false;
  }
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    sum += digit_or_x(digits[i]) * static_cast<int>(digits.size() - i);
  }
  return sum % 11 == 0;
}

bool is_one_mod97(std::string_view text) {
  if (!are_letters_and_digits(text)) {
    return false;
  }
  int rest = 0;
  for (const char c : text) {
    rest = is_digit(c) ? (rest * 10 + digit(c)) % 97 : (rest * 100 + c - 'A' + 10) % 97;
  }
  return rest == 1;
}

bool has_mod11_2_digit(std::string_view digits) {
  if (!are_digits_or_x(digits)) {
    return false;
  }
  int sum = 0;
  for (const char c : digits.substr(0, digits.size() - 1)) {
    sum = (sum + digit(c)) * 2 % 11;
  }
  return (12 - sum) % 11 == digit_or_x(digits.back());
}

bool has_luhn_digit_of_letters(std::string_view text) {
  if (!are_letters_and_digits(text)) {
    return false;
  }
  std::string digits;
  for (const char c : text) {
    digits += is_digit(c) ? std::string(1, c) : std::to_string(c - 'A' + 10);
  }
  return has_luhn_digit(digits);
}

bool has_vin_digit(std::string_view text) {
  constexpr std::array<int, 17> kWeights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  // What A .. Z stand for; I, O and Q stand in no number.
  constexpr std::array<int, 26> kLetters = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
                                            5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};
  if (text.size() != kWeights.size() || !are_letters_and_digits(text) ||
      text.find_first_of("IOQ") != std::string_view::npos) {
    return false;
  }
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    sum += kWeights[i] * (is_digit(c) ? digit(c) : kLetters[static_cast<std::size_t>(c - 'A')]);
  }
  return (sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11)) == text[8];
}

bool has_cas_digit(std::string_view digits) {
  if (!are_digits(digits)) {
    return false;
  }
  int sum = 0;
  for (std::size_t i = 1; i < digits.size(); ++i) {
    sum += digit(digits[digits.size() - 1 - i]) * static_cast<int>(i);
  }
  return sum % 10 == digit(digits.back());
}

}  // namespace cognate::schema
