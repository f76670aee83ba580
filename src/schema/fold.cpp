#include "schema/fold.h"

#include <cstddef>
#include <cstdint>

namespace cognate::schema {
namespace {

/// U+00C0 to U+00FF without accents; empty: not a letter.
constexpr std::string_view kLatin1[64] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y"};

/// U+0100 to U+017F without accents, one ASCII letter each.
constexpr std::string_view kLatinExtendedA =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"
    "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

bool between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

static_assert(kLatinExtendedA.size() == 0x80);

/// Lower case of Greek and Cyrillic, which stand in blocks.
char32_t lower(char32_t c) {
  if (between(c, 0x391, 0x3A9) || between(c, 0x410, 0x42F)) {
    return c + 0x20;
  }
  return between(c, 0x400, 0x40F) ? c + 0x50 : c;
}

void append_utf8(char32_t c, std::string& out) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

/// One code point from `at` on, which moves behind it.
char32_t decode_one(std::string_view text, std::size_t& at) {
  constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) {
    return first;
  }
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || at + more > text.size()) {
    return 0xFFFD;
  }
  char32_t c = first & (0x3Fu >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) {
      return 0xFFFD;
    }
    c = c << 6 | (byte(at + i) & 0x3Fu);
  }
  if (c < kLeast[more] || c > 0x10FFFF || between(c, 0xD800, 0xDFFF)) {
    return 0xFFFD;
  }
  at += more;
  return c;
}

}  // namespace

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    out.push_back(decode_one(text, at));
  }
  return out;
}

bool is_letter(char32_t c) noexcept {
  if (c < 0x80) {
    return between(c | 0x20, 'a', 'z');
  }
  const bool sign = between(c, 0x80, 0xBF) || c == 0xD7 || c == 0xF7 ||
                    between(c, 0x2000, 0x2BFF) || between(c, 0x3000, 0x3004) ||
                    between(c, 0x3007, 0x3030) || between(c, 0xFE30, 0xFE6F) ||
                    between(c, 0xFF00, 0xFF20) || c == 0xFFFD || c == 0xFEFF;
  return !sign;
}

bool is_upper(char32_t c) noexcept {
  if (c < 0x80) {
    return between(c, 'A', 'Z');
  }
  return between(c, 0xC0, 0xDE) || (between(c, 0x100, 0x137) && (c & 1) == 0) ||
         (between(c, 0x14A, 0x177) && (c & 1) == 0) || lower(c) != c;
}

void append_folded(char32_t c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(between(c, 'A', 'Z') ? c | 0x20 : c));
  } else if (between(c, 0xC0, 0xFF)) {
    out += kLatin1[c - 0xC0];
  } else if (between(c, 0x100, 0x17F)) {
    out.push_back(kLatinExtendedA[c - 0x100]);
  } else if (!between(c, 0x300, 0x36F)) {  // combining accents go
    append_utf8(lower(c), out);
  }
}

}  // namespace cognate::schema
