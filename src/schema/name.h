#pragma once
// A column's name taken apart, so that "NumberOfCars", "number_of_cars" and "NUMBER-OF-CARS" are
// the same three words. Plain values: safe to read from any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cognate::schema {

struct Name {
  std::string raw;                   ///< as the source writes it
  std::vector<std::string> words;    ///< lower case, accents gone; digits are words of their own
  std::string letters;               ///< the words joined
  std::vector<bool> starts;          ///< for each byte of `letters`: a word begins here
  std::vector<std::uint32_t> grams;  ///< hashed letter trigrams of `letters`, padded, sorted
  std::uint64_t letter_mask = 0;     ///< which of a-z and 0-9 occur (bits 0 to 35), others bit 36
};

/// Splits at punctuation, spaces, digits and changes of case ("HTTPCode" is "http", "code").
Name parse_name(std::string_view raw);

/// Takes off the first words with which all names of a table (three or more) begin and after which
/// they all go on: such words say which table it is, not which column.
void strip_common_prefix(std::span<Name> names);

/// Twice the common trigrams over all trigrams of two names (Dice), 0 to 1.
double gram_dice(const Name& a, const Name& b);

/// Jaro-Winkler similarity of two byte strings, 0 to 1 (Winkler 1990: prefix up to 4, weight 0.1).
double jaro_winkler(std::string_view a, std::string_view b);

}  // namespace cognate::schema
