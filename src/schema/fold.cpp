#include "schema/fold.h"

#include "text/unicode.h"
#include "text/utf8.h"

namespace cognate::schema {
namespace {

bool between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

}  // namespace

std::u32string decoded(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const text::Decoded next = text::decode_utf8(text);
    out.push_back(next.character);
    text.remove_prefix(next.bytes);
  }
  return out;
}

bool is_letter(char32_t c) noexcept {
  if (c < 0x80) {
    return between(c | 0x20, 'a', 'z');
  }
  const text::Character& character = text::character(c);
  return !character.is(text::kRemoved) && !character.is(text::kSpace) &&
         !character.is(text::kPunctuation);
}

bool is_upper(char32_t c) noexcept {
  return c < 0x80 ? between(c, 'A', 'Z') : !text::character(c).lowered().empty();
}

void append_folded(char32_t c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(between(c, 'A', 'Z') ? c | 0x20 : c));
    return;
  }
  const std::u32string_view parts = text::character(c).decomposed();
  for (const char32_t part : parts.empty() ? std::u32string_view(&c, 1) : parts) {
    const text::Character& character = text::character(part);
    if (character.is(text::kMark)) {
      continue;
    }
    if (character.lowered().empty()) {
      text::append_utf8(part, out);
    }
    for (const char32_t lower : character.lowered()) {
      text::append_utf8(lower, out);
    }
  }
}

}  // namespace cognate::schema
