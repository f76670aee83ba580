#pragma once
// UTF-8, one character at a time. Broken input becomes U+FFFD, one for each maximal subpart of an
// ill-formed sequence (Unicode standard, section 3.9), as Python's errors="replace" does it.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace cognate::text {

inline constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 0;  ///< how many it took, 1 to 4
};

namespace detail {

/// What the first byte of a sequence asks for: its length and the range of its second byte, which
/// excludes overlong forms, surrogates and what lies past U+10FFFF.
struct Lead {
  unsigned char bytes = 1;  ///< 1: no sequence starts so
  unsigned char second_min = 0;
  unsigned char second_max = 0;
};

consteval std::array<Lead, 256> make_leads() {
  struct Row {
    std::size_t first, last;
    Lead lead;
  };
  constexpr Row kRows[] = {
      {0xC2, 0xDF, {2, 0x80, 0xBF}}, {0xE0, 0xE0, {3, 0xA0, 0xBF}}, {0xE1, 0xEC, {3, 0x80, 0xBF}},
      {0xED, 0xED, {3, 0x80, 0x9F}}, {0xEE, 0xEF, {3, 0x80, 0xBF}}, {0xF0, 0xF0, {4, 0x90, 0xBF}},
      {0xF1, 0xF3, {4, 0x80, 0xBF}}, {0xF4, 0xF4, {4, 0x80, 0x8F}},
  };
  std::array<Lead, 256> leads{};
  for (const Row& row : kRows) {
    for (std::size_t byte = row.first; byte <= row.last; ++byte) {
      leads[byte] = row.lead;
    }
  }
  return leads;
}

inline constexpr std::array<Lead, 256> kLeads = make_leads();

}  // namespace detail

/// The first character of `text`. REQUIRES: not empty.
inline Decoded decode_utf8(std::string_view text) noexcept {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) {
    return {first, 1};
  }
  const detail::Lead lead = detail::kLeads[first];
  if (lead.bytes == 1) {
    return {kReplacement, 1};
  }
  char32_t character = first & (0xFFU >> (lead.bytes + 1));
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const char32_t byte = i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    const unsigned char least = i == 1 ? lead.second_min : 0x80;
    const unsigned char most = i == 1 ? lead.second_max : 0xBF;
    if (byte < least || byte > most) {
      return {kReplacement, i};
    }
    character = (character << 6) | (byte & 0x3F);
  }
  return {character, lead.bytes};
}

/// Writes the character at `out`, which has room for four bytes; returns how many it took.
inline std::size_t encode_utf8(char32_t c, char* out) noexcept {
  const auto tail = [c](unsigned shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  if (c < 0x800) {
    out[0] = static_cast<char>(0xC0 | (c >> 6));
    out[1] = tail(0);
    return 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (c >> 12));
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | (c >> 18));
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

/// Appends the character to `out`.
inline void append_utf8(char32_t c, std::string& out) {
  char bytes[4];
  out.append(bytes, encode_utf8(c, bytes));
}

}  // namespace cognate::text
