#include "schema/vocabulary.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/hash.h"
#include "schema/fold.h"
#include "schema/vocabulary/built_in.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kPhraseWordsMax = 4;

constexpr std::array<std::string_view, 16> kEmptyWords = {"of", "the", "a",   "an", "in",  "on",
                                                          "at", "for", "to",  "by", "and", "is",
                                                          "or", "de",  "der", "du"};

/// The word without the ending of an English plural: "companies" -> "company", "cars" -> "car".
std::string singular(const std::string& word) {
  const auto ends = [&word](std::string_view tail) { return word.ends_with(tail); };
  if (word.size() > 4 && ends("ies")) {
    return word.substr(0, word.size() - 3) + "y";
  }
  if (word.size() > 4 && (ends("sses") || ends("xes") || ends("ches") || ends("shes"))) {
    return word.substr(0, word.size() - 2);
  }
  const bool keeps = ends("ss") || ends("us") || ends("is");
  return word.size() > 3 && ends("s") && !keeps ? word.substr(0, word.size() - 1) : word;
}

std::string joined(std::span<const std::string> words) {
  std::string out;
  for (const std::string& word : words) {
    out += out.empty() ? "" : " ";
    out += singular(word);
  }
  return out;
}

std::string_view stripped(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::vector<std::string> parts(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t end = text.find(separator);
    if (const auto part = stripped(text.substr(0, end)); !part.empty()) {
      out.emplace_back(part);
    }
    if (end == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace

const Vocabulary& Vocabulary::built_in() {
  static const Vocabulary vocabulary = [] {
    Vocabulary out;
    // A test reads every line; one that were wrong would be left out here.
    (void)out.add_lines(kBuiltInVocabulary, "vocabulary.txt");
    return out;
  }();
  return vocabulary;
}

Result<Vocabulary> Vocabulary::with(std::string_view text, std::string_view origin) {
  Vocabulary out = built_in();
  TRY_OK(out.add_lines(text, origin));
  return out;
}

Status Vocabulary::add_lines(std::string_view text, std::string_view origin) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = stripped(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (const Status added = add_line(line); !added) {
      return fail(Code::invalid_argument, "{}:{}: {}", origin, number, added.error().message);
    }
  }
  return ok();
}

Status Vocabulary::add_line(std::string_view line) {
  const std::size_t sign = line.find_first_of("=~");
  if (sign == std::string_view::npos) {
    const std::vector<std::string> phrases = parts(line, ',');
    if (phrases.size() < 2) {
      return fail(Code::invalid_argument,
                  "\"{}\" is neither \"short = in full\" nor a list of synonyms with commas", line);
    }
    add_synonyms(phrases);
    return ok();
  }
  const std::vector<std::string> shorts = parts(line.substr(0, sign), ' ');
  Readings readings;
  readings.certain = line[sign] == '=';
  for (const std::string& reading : parts(line.substr(sign + 1), '|')) {
    readings.words.push_back(parts(reading, ' '));
  }
  if (shorts.size() != 1 || readings.words.empty()) {
    return fail(Code::invalid_argument,
                "before \"{}\" one word is needed, behind it the words in full", line[sign]);
  }
  abbreviations_.insert_or_assign(shorts.front(), std::move(readings));
  return ok();
}

void Vocabulary::add_synonyms(const std::vector<std::string>& phrases) {
  // A phrase that has a group brings all others into it.
  std::uint64_t group = 0;
  for (const std::string& phrase : phrases) {
    const auto known = groups_.find(joined(parts(phrase, ' ')));
    group = known != groups_.end() ? known->second : group;
  }
  group = group != 0 ? group : hash64(joined(parts(phrases.front(), ' ')));
  for (const std::string& phrase : phrases) {
    groups_.insert_or_assign(joined(parts(phrase, ' ')), group);
  }
}

std::vector<std::string> Vocabulary::in_full(std::span<const std::string> words) const {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    const auto found = abbreviations_.find(word);
    if (found != abbreviations_.end() && found->second.certain) {
      const std::vector<std::string>& full = found->second.words.front();
      out.insert(out.end(), full.begin(), full.end());
    } else {
      out.push_back(word);
    }
  }
  return out;
}

void Vocabulary::add_concepts(std::span<const std::string> words,
                              std::vector<std::uint64_t>& out) const {
  for (std::size_t i = 0; i < words.size();) {
    std::size_t taken = std::min(kPhraseWordsMax, words.size() - i);
    auto group = groups_.end();
    for (; taken > 0; --taken) {
      group = groups_.find(joined(words.subspan(i, taken)));
      if (group != groups_.end()) {
        break;
      }
    }
    if (group != groups_.end()) {
      out.push_back(group->second);
      i += taken;
    } else {
      if (std::ranges::find(kEmptyWords, words[i]) == kEmptyWords.end()) {
        out.push_back(hash64(singular(words[i])));
      }
      ++i;
    }
  }
}

std::vector<std::uint64_t> Vocabulary::concepts(std::span<const std::string> words) const {
  std::vector<std::uint64_t> out;
  const std::vector<std::string> full = in_full(words);
  add_concepts(full, out);
  for (const std::string& word : full) {
    if (const auto found = abbreviations_.find(word); found != abbreviations_.end()) {
      for (const std::vector<std::string>& reading : found->second.words) {
        add_concepts(reading, out);
      }
    }
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace cognate::schema
