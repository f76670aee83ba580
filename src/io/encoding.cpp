#include "io/encoding.h"

#include <algorithm>
#include <array>

#include "io/utf8.h"

namespace cognate::io {
namespace {

constexpr char kNoCharacter = '\xFF';

struct MarkRow {
  std::string_view bytes;
  Encoding encoding;
};
constexpr MarkRow kMarks[] = {
    {"\xEF\xBB\xBF", Encoding::utf8},
    {"\xFF\xFE", Encoding::utf16_le},
    {"\xFE\xFF", Encoding::utf16_be},
};

/// Windows-1252, 80 to 9F; 0 where it has no character.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::uint8_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<std::uint8_t>(bytes[i]);
}

char32_t unit_at(Encoding encoding, std::string_view raw, std::size_t i) {
  const unsigned first = byte_at(raw, i);
  const unsigned second = byte_at(raw, i + 1);
  return encoding == Encoding::utf16_le ? second << 8 | first : first << 8 | second;
}

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void append_utf8(char32_t code, std::string& out) {
  const auto tail = [&](unsigned shift) {
    out.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3F)));
  };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | code >> 12));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

void append_utf16(Encoding encoding, std::string_view raw, std::string& out) {
  std::size_t i = 0;
  for (; i + 2 <= raw.size(); i += 2) {
    const char32_t unit = unit_at(encoding, raw, i);
    const bool pair = is_high_surrogate(unit) && i + 4 <= raw.size() &&
                      is_low_surrogate(unit_at(encoding, raw, i + 2));
    if (pair) {
      const char32_t low = unit_at(encoding, raw, i + 2);
      append_utf8(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), out);
      i += 2;
    } else if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
      out.push_back(kNoCharacter);
    } else {
      append_utf8(unit, out);
    }
  }
  if (i < raw.size()) {
    out.push_back(kNoCharacter);
  }
}

void append_windows_1252(std::string_view raw, std::string& out) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::uint8_t byte = byte_at(raw, i);
    const bool special = byte >= 0x80 && byte < 0xA0;
    const char32_t code = special ? kWindows1252[byte - 0x80U] : byte;
    if (special && code == 0) {
      out.push_back(kNoCharacter);
    } else {
      append_utf8(code, out);
    }
  }
}

/// What speaks for and against UTF-16 of one byte order.
struct Utf16Census {
  std::size_t units = 0;
  std::size_t ascii = 0;  // units that are printable ASCII, tab or a line end
  std::size_t wrong = 0;  // surrogates without their half, NUL characters
};

Utf16Census utf16_census(Encoding encoding, std::span<const std::string_view> samples) {
  Utf16Census census;
  for (const std::string_view sample : samples) {
    for (std::size_t i = 0; i + 4 <= sample.size(); i += 2) {
      const char32_t unit = unit_at(encoding, sample, i);
      const char32_t next = unit_at(encoding, sample, i + 2);
      ++census.units;
      census.ascii += (unit >= 0x20 && unit < 0x7F) || unit == '\t' || unit == '\n' || unit == '\r';
      census.wrong += unit == 0 || is_high_surrogate(unit) != is_low_surrogate(next);
    }
  }
  return census;
}

/// Even text in Chinese has ASCII delimiters and line ends: a few units in a hundred.
bool looks_like(const Utf16Census& census) {
  return census.units > 0 && census.ascii * 33 >= census.units &&
         census.wrong * 100 <= census.units;
}

/// UTF-16 without one has no ASCII either.
bool holds_nul(std::string_view sample) { return sample.find('\0') != std::string_view::npos; }

/// Text of one byte a letter with a few stray NUL bytes, which must not pass for UTF-16: there
/// other bytes are controls or broken UTF-8 too.
bool has_only_stray_nuls(std::span<const std::string_view> samples) {
  std::size_t bytes = 0;
  std::size_t nuls = 0;
  std::size_t odd = 0;
  for (std::string_view rest : samples) {
    bytes += rest.size();
    while (!rest.empty()) {
      const Utf8Sequence sequence = utf8_sequence(rest);
      const std::uint8_t first = byte_at(rest, 0);
      nuls += first == 0;
      odd += !sequence.valid || (first > 0 && first < 0x20 && (first < '\t' || first > '\r'));
      rest.remove_prefix(sequence.length);
    }
  }
  return nuls * 4 < bytes && odd * 50 <= bytes;
}

bool rather_windows_1252(std::span<const std::string_view> samples) {
  std::size_t characters = 0;  // of more than one byte, well formed
  std::size_t wrong = 0;
  std::size_t undefined = 0;
  for (std::size_t s = 0; s < samples.size(); ++s) {
    std::string_view rest = samples[s];
    const std::size_t skipped_max = s == 0 ? 0 : 3;  // a piece may start inside a character
    for (std::size_t i = 0; i < skipped_max && !rest.empty() && (rest[0] & 0xC0) == 0x80; ++i) {
      rest.remove_prefix(1);
    }
    for (rest.remove_prefix(ascii_prefix(rest)); !rest.empty();
         rest.remove_prefix(ascii_prefix(rest))) {
      const Utf8Sequence sequence = utf8_sequence(rest);
      const std::uint8_t first = byte_at(rest, 0);
      characters += sequence.valid && sequence.length > 1;
      wrong += !sequence.valid && !sequence.cut_short;
      undefined +=
          !sequence.valid && first >= 0x80 && first < 0xA0 && kWindows1252[first - 0x80U] == 0;
      rest.remove_prefix(sequence.length);
    }
  }
  return wrong > characters && undefined * 10 <= wrong;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) noexcept {
  constexpr std::string_view kNames[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"};
  return kNames[static_cast<std::size_t>(encoding)];
}

EncodingGuess guess_encoding(std::span<const std::string_view> samples) {
  for (const MarkRow& mark : kMarks) {
    if (!samples.empty() && samples[0].starts_with(mark.bytes)) {
      return {.encoding = mark.encoding, .bom_bytes = mark.bytes.size()};
    }
  }
  if (std::ranges::any_of(samples, holds_nul)) {
    const Utf16Census little = utf16_census(Encoding::utf16_le, samples);
    const Utf16Census big = utf16_census(Encoding::utf16_be, samples);
    if ((looks_like(little) || looks_like(big)) && !has_only_stray_nuls(samples)) {
      return {.encoding = little.ascii >= big.ascii ? Encoding::utf16_le : Encoding::utf16_be};
    }
  }
  return {.encoding = rather_windows_1252(samples) ? Encoding::windows_1252 : Encoding::utf8};
}

std::size_t whole_units(Encoding encoding, std::string_view raw) noexcept {
  if (encoding == Encoding::utf8 || encoding == Encoding::windows_1252) {
    return raw.size();
  }
  std::size_t whole = raw.size() / 2 * 2;
  if (whole >= 2 && is_high_surrogate(unit_at(encoding, raw, whole - 2))) {
    whole -= 2;
  }
  return whole;
}

void append_decoded(Encoding encoding, std::string_view raw, std::string& out) {
  switch (encoding) {
    case Encoding::utf8:
      out.append(raw);
      return;
    case Encoding::windows_1252:
      append_windows_1252(raw, out);
      return;
    case Encoding::utf16_le:
    case Encoding::utf16_be:
      append_utf16(encoding, raw, out);
      return;
  }
}

std::uint64_t encoded_bytes(Encoding encoding, std::string_view text) noexcept {
  if (encoding == Encoding::utf8) {
    return text.size();
  }
  std::uint64_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    const bool continues = (byte & 0xC0) == 0x80;
    const bool surrogates = byte >= 0xF0 && byte < 0xF8;
    units += continues ? 0U : surrogates ? 2U : 1U;
  }
  return encoding == Encoding::windows_1252 ? units : units * 2;
}

}  // namespace cognate::io
