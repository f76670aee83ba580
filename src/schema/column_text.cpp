#include "schema/column_text.h"

#include <algorithm>
#include <string_view>

namespace cognate::schema {
namespace {

constexpr std::size_t kDescriptionBytesMax = 120;
constexpr std::size_t kValuesMax = 8;
constexpr std::size_t kValueBytesMax = 24;
constexpr std::size_t kValuesBytesMax = 48;
constexpr std::size_t kDigitBytesMax = 24;

/// At most so many bytes, cut where a character begins.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) {
    return text;
  }
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0) == 0x80) {
    --bytes_max;
  }
  return text.substr(0, bytes_max);
}

/// Digits cost a token each or two, and tell the embedder little.
bool is_of_digits(const ColumnProfile& profile) {
  constexpr std::size_t kDigits = 2;  // in ColumnProfile::characters
  return profile.characters[kDigits] > .5F;
}

std::string words_of(const ColumnProfile& profile, const Vocabulary& vocabulary) {
  std::string out;
  for (const std::string& word : vocabulary.in_full(profile.name.words)) {
    out += out.empty() ? "" : " ";
    out += word;
  }
  return out;
}

}  // namespace

std::string name_text(const ColumnProfile& profile, const Vocabulary& vocabulary) {
  std::string out = words_of(profile, vocabulary);
  if (!profile.description.empty()) {
    out += out.empty() ? "" : ": ";
    out += cut(profile.description, kDescriptionBytesMax);
  }
  return out;
}

std::string description_text(const ColumnProfile& profile, const Vocabulary&) {
  return std::string(cut(profile.description, kDescriptionBytesMax));
}

std::string value_text(const ColumnProfile& profile, const Vocabulary& vocabulary) {
  std::string out = words_of(profile, vocabulary);
  std::size_t room = is_of_digits(profile) ? kDigitBytesMax : kValuesBytesMax;
  for (std::size_t i = 0; i < std::min(kValuesMax, profile.sampled.size()) && room > 0; ++i) {
    const std::string_view value = cut(profile.sampled[i], std::min(kValueBytesMax, room));
    out += i == 0 ? (out.empty() ? "" : ": ") : ", ";
    out += value;
    room -= value.size();
  }
  return out;
}

}  // namespace cognate::schema
