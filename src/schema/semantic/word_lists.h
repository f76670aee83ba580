#pragma once
// Words by which types of columns are told: countries, months, genes .. The words are data
// (word_lists.txt, compiled in). Read once, at the first question; safe to ask from any thread.

#include <cstdint>
#include <string_view>

namespace cognate::schema {

/// In the order of word_lists.txt.
enum class WordList : std::uint8_t {
  country_codes,
  countries,
  currencies,
  language_codes,
  languages,
  states,
  months,
  weekdays,
  sexes,
  other_sexes,
  given_names,
  genes,
  zone_areas,
  media_types,
  count
};

/// Whether a list holds the text, whatever its case.
bool is_listed(WordList list, std::string_view text);

}  // namespace cognate::schema
