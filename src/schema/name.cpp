#include "schema/name.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "schema/fold.h"

namespace cognate::schema {
namespace {

enum class Kind { other, lower, upper, digit };

Kind kind_of(char32_t c) {
  if (c >= U'0' && c <= U'9') {
    return Kind::digit;
  }
  if (is_upper(c)) {
    return Kind::upper;
  }
  return is_letter(c) ? Kind::lower : Kind::other;
}

/// Whether a new word begins at `i`: at a change between letters and digits, at "aB", and at the
/// last capital of a run that lower case follows ("HTTPCode": at "C").
bool word_begins(std::span<const char32_t> text, std::size_t i) {
  const Kind before = kind_of(text[i - 1]);
  const Kind here = kind_of(text[i]);
  if (before == Kind::other || (before == Kind::digit) != (here == Kind::digit)) {
    return true;
  }
  if (here != Kind::upper) {
    return false;
  }
  return before == Kind::lower || (i + 1 < text.size() && kind_of(text[i + 1]) == Kind::lower);
}

std::vector<std::string> split(std::string_view raw) {
  const std::u32string text = decoded(raw);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kind_of(text[i]) == Kind::other) {
      continue;
    }
    if (words.empty() || word_begins(text, i)) {
      words.emplace_back();
    }
    append_folded(text[i], words.back());
  }
  return words;
}

std::uint64_t mask_bit(char c) {
  if (c >= 'a' && c <= 'z') {
    return std::uint64_t{1} << (c - 'a');
  }
  return std::uint64_t{1} << (c >= '0' && c <= '9' ? 26 + (c - '0') : 36);
}

/// Everything that follows from the words.
void finish(Name& name) {
  name.letters.clear();
  name.starts.clear();
  name.letter_mask = 0;
  for (const std::string& word : name.words) {
    for (std::size_t i = 0; i < word.size(); ++i) {
      name.starts.push_back(i == 0);
      name.letter_mask |= mask_bit(word[i]);
    }
    name.letters += word;
  }
  const std::string padded = "\1" + name.letters + "\2";
  name.grams.clear();
  for (std::size_t i = 0; name.letters.size() > 0 && i + 3 <= padded.size(); ++i) {
    name.grams.push_back(static_cast<std::uint32_t>(hash64(std::string_view(padded).substr(i, 3))));
  }
  std::sort(name.grams.begin(), name.grams.end());
}

}  // namespace

Name parse_name(std::string_view raw) {
  Name name;
  name.raw = raw;
  name.words = split(raw);
  finish(name);
  return name;
}

void strip_common_prefix(std::span<Name> names) {
  constexpr std::size_t kNamesMin = 3;
  const auto shares_first_word = [&](const Name& name) {
    return name.words.size() > 1 && name.words.front() == names.front().words.front();
  };
  if (names.size() < kNamesMin) {
    return;
  }
  while (std::ranges::all_of(names, shares_first_word)) {
    for (Name& name : names) {
      name.words.erase(name.words.begin());
    }
  }
  for (Name& name : names) {
    finish(name);
  }
}

double gram_dice(const Name& a, const Name& b) {
  if (a.grams.empty() || b.grams.empty()) {
    return 0;
  }
  std::size_t common = 0;
  auto i = a.grams.begin();
  auto j = b.grams.begin();
  while (i != a.grams.end() && j != b.grams.end()) {
    if (*i == *j) {
      ++common;
      ++i;
      ++j;
    } else if (*i < *j) {
      ++i;
    } else {
      ++j;
    }
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(a.grams.size() + b.grams.size());
}

double jaro_winkler(std::string_view a, std::string_view b) {
  constexpr std::size_t kBytesMax = 64;  // of each name; what follows hardly changes the answer
  a = a.substr(0, kBytesMax);
  b = b.substr(0, kBytesMax);
  if (a.empty() || b.empty()) {
    return 0;
  }
  const std::size_t half = std::max(a.size(), b.size()) / 2;
  const std::size_t window = half == 0 ? 0 : half - 1;
  std::array<char, kBytesMax> matched_a{};
  std::uint64_t used_b = 0;
  std::size_t matches = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t end = std::min(b.size(), i + window + 1);
    for (std::size_t j = i > window ? i - window : 0; j < end; ++j) {
      if (a[i] == b[j] && (used_b >> j & 1) == 0) {
        used_b |= std::uint64_t{1} << j;
        matched_a[matches++] = a[i];
        break;
      }
    }
  }
  if (matches == 0) {
    return 0;
  }
  std::size_t swapped = 0;
  for (std::size_t j = 0, k = 0; j < b.size(); ++j) {
    if ((used_b >> j & 1) != 0) {
      swapped += b[j] != matched_a[k++] ? 1 : 0;
    }
  }
  const double m = static_cast<double>(matches);
  const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                       (m - static_cast<double>(swapped / 2)) / m) /
                      3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) {
    ++prefix;
  }
  return jaro + 0.1 * static_cast<double>(prefix) * (1 - jaro);
}

}  // namespace cognate::schema
