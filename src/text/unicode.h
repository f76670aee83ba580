#pragma once
// What a BERT tokenizer does with each character: frozen tables, not a version of Unicode.
//
// The tokenizer that the models were trained with mixes Unicode versions, so the tables record its
// behaviour (tools/make_unicode_tables.py asks it about every code point). Hangul syllables are
// decomposed by arithmetic (Unicode standard, section 3.12). Thread-safety: constant data.

#include <cstdint>
#include <string_view>

namespace cognate::text {

/// Bits of Character::traits.
enum Trait : std::uint8_t {
  kRemoved = 1,      ///< cleaning drops it: controls, formats, private use, U+0000, U+FFFD
  kSpace = 2,        ///< separates words
  kPunctuation = 4,  ///< a word of its own
  kIdeograph = 8,    ///< gets spaces around it
  kMark = 16,        ///< an accent: stripping drops it
  kHangul = 32,      ///< a syllable: decompose_hangul takes it apart
};

/// One code point. Where a sequence is empty the code point stands for itself.
struct Character {
  std::uint8_t traits;
  std::uint8_t mark_rank;  ///< order among neighbouring marks; 0: stays where it stands
  std::uint8_t decomposed_size;
  std::uint8_t lowered_size;
  std::uint16_t decomposed_at;
  std::uint16_t lowered_at;

  bool is(Trait trait) const noexcept { return (traits & trait) != 0; }
  std::u32string_view decomposed() const noexcept;  ///< full canonical decomposition
  std::u32string_view lowered() const noexcept;
};

/// REQUIRES: c <= U+10FFFF.
const Character& character(char32_t c) noexcept;

struct HangulParts {
  char32_t jamo[3];
  std::size_t count;  ///< 2 or 3
};

/// REQUIRES: c is a Hangul syllable.
HangulParts decompose_hangul(char32_t c) noexcept;

}  // namespace cognate::text
