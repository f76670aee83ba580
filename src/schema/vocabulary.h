#pragma once
// What the words in column names stand for: abbreviations in full, and synonyms.
//
// The format is described at the head of vocabulary/vocabulary.txt, which is built in; a user's own
// lines come on top of it. Immutable after parsing: safe to read from any thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cognate/result.h"

namespace cognate::schema {

class Vocabulary {
 public:
  /// The entries that come with the program.
  static const Vocabulary& built_in();

  /// The built-in entries and those of `text`; where both read a word, the new one holds. `origin`
  /// names the text in errors. Error: invalid_argument (a line of another form, with its number).
  static Result<Vocabulary> with(std::string_view text, std::string_view origin);

  /// The words with every certain abbreviation in full: "cust", "dob" -> "customer", "date", "of",
  /// "birth".
  std::vector<std::string> in_full(std::span<const std::string> words) const;

  /// What the words stand for, as hashes, ascending: equal for synonyms, for an abbreviation and
  /// its readings, for singular and plural. Words such as "of" and "the" stand for nothing.
  std::vector<std::uint64_t> concepts(std::span<const std::string> words) const;

 private:
  struct Readings {
    std::vector<std::vector<std::string>> words;
    bool certain = false;
  };

  Status add_lines(std::string_view text, std::string_view origin);
  Status add_line(std::string_view line);
  void add_synonyms(const std::vector<std::string>& phrases);
  void add_concepts(std::span<const std::string> words, std::vector<std::uint64_t>& out) const;

  std::unordered_map<std::string, Readings> abbreviations_;
  std::unordered_map<std::string, std::uint64_t> groups_;  ///< by phrase, words joined by spaces
};

}  // namespace cognate::schema
