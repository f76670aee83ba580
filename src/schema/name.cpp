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

/// Whether a new word begins between two characters: at a change between letters and digits, at
/// "aB", and at the last capital of a run that lower case follows ("HTTPCode": at "C").
bool word_begins(Kind before, Kind here, Kind after) {
  if (before == Kind::other || (before == Kind::digit) != (here == Kind::digit)) {
    return true;
  }
  return here == Kind::upper && (before == Kind::lower || after == Kind::lower);
}

/// For bytes (char) and code points (char32_t) alike.
template <class Text>
std::vector<std::string> split_text(const Text& text) {
  std::vector<std::string> words;
  Kind before = Kind::other;
  Kind here = text.empty() ? Kind::other : kind_of(static_cast<char32_t>(text[0]));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Kind after =
        i + 1 < text.size() ? kind_of(static_cast<char32_t>(text[i + 1])) : Kind::other;
    if (here != Kind::other) {
      if (words.empty() || word_begins(before, here, after)) {
        words.emplace_back();
      }
      append_folded(static_cast<char32_t>(text[i]), words.back());
    }
    before = here;
    here = after;
  }
  return words;
}

std::vector<std::string> split(std::string_view raw) {
  const bool is_ascii =
      std::ranges::all_of(raw, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return is_ascii ? split_text(raw) : split_text(decoded(raw));
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
  // Without branches: which of two hashes is the lesser cannot be foretold.
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.grams.size() && j < b.grams.size();) {
    const std::uint32_t x = a.grams[i];
    const std::uint32_t y = b.grams[j];
    common += x == y ? 1 : 0;
    i += x <= y ? 1 : 0;
    j += y <= x ? 1 : 0;
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
  std::array<std::uint64_t, 256> places{};  // of each byte in b, one bit a place
  for (std::size_t j = 0; j < b.size(); ++j) {
    places[static_cast<unsigned char>(b[j])] |= std::uint64_t{1} << j;
  }
  std::array<char, kBytesMax> matched_a{};
  std::uint64_t used_b = 0;
  std::size_t matches = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::uint64_t from = i > window ? ~std::uint64_t{0} << (i - window) : ~std::uint64_t{0};
    const std::uint64_t to =
        i + window < 63 ? (std::uint64_t{2} << (i + window)) - 1 : ~std::uint64_t{0};
    const std::uint64_t free = places[static_cast<unsigned char>(a[i])] & ~used_b & from & to;
    if (free != 0) {
      used_b |= free & -free;
      matched_a[matches++] = a[i];
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
