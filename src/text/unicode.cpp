#include "text/unicode.h"

#include <iterator>

namespace cognate::text {
namespace {

#include "text/unicode_tables.inc"

constexpr std::size_t kBlockSize = 128;  // as tools/make_unicode_tables.py cuts them
static_assert(std::size(kBlockOf) * kBlockSize == 0x110000);

}  // namespace

std::u32string_view Character::decomposed() const noexcept {
  return {kSequences + decomposed_at, decomposed_size};
}

std::u32string_view Character::lowered() const noexcept {
  return {kSequences + lowered_at, lowered_size};
}

const Character& character(char32_t c) noexcept {
  return kCharacters[kRecordOf[kBlockOf[c / kBlockSize]][c % kBlockSize]];
}

HangulParts decompose_hangul(char32_t c) noexcept {
  constexpr char32_t kFirst = 0xAC00, kLead = 0x1100, kVowel = 0x1161, kTail = 0x11A7;
  constexpr char32_t kVowels = 21, kTails = 28;
  const char32_t syllable = c - kFirst;
  const char32_t tail = syllable % kTails;
  return {
      {kLead + syllable / (kVowels * kTails), kVowel + syllable / kTails % kVowels, kTail + tail},
      tail == 0 ? std::size_t{2} : std::size_t{3}};
}

}  // namespace cognate::text
