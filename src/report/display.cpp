#include "report/display.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>

namespace cognate::report {
namespace {

struct Range {
  std::uint32_t low;
  std::uint32_t high;
};

#include "report/width_tables.inc"

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026, one column

bool is_in(std::span<const Range> ranges, std::uint32_t point) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), point,
                                      [](std::uint32_t p, const Range& r) { return p < r.low; });
  return after != ranges.begin() && point <= std::prev(after)->high;
}

struct Character {
  std::uint32_t point = 0;
  std::size_t bytes = 0;
  bool valid = false;
};

/// How the lead byte begins: how many bytes, which bits, and the least code point of that length.
struct Lead {
  unsigned char mask;
  unsigned char bits;
  std::size_t bytes;
  std::uint32_t least;
};

constexpr Lead kLeads[] = {
    {0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};

/// The character at the start of a text that is not empty; a broken one is one byte long.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto* lead = std::find_if(std::begin(kLeads), std::end(kLeads),
                                  [&](const Lead& l) { return (byte(0) & l.mask) == l.bits; });
  if (lead == std::end(kLeads) || lead->bytes > text.size()) {
    return {.bytes = 1};
  }
  std::uint32_t point = byte(0) & static_cast<unsigned char>(~lead->mask);
  for (std::size_t i = 1; i < lead->bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return {.bytes = 1};
    }
    point = (point << 6U) | (byte(i) & 0x3FU);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < lead->least || point > 0x10FFFF || surrogate) {
    return {.bytes = 1};
  }
  return {.point = point, .bytes = lead->bytes, .valid = true};
}

/// Marks that change the direction of what follows could make one column look like another.
bool turns_direction(std::uint32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
         point == 0x200E || point == 0x200F || point == 0x2028 || point == 0x2029;
}

/// The pictures of the C0 controls stand at U+2400 in their order, that of DEL at U+2421.
std::string picture(std::uint32_t control) {
  const std::uint32_t low_bits = control == 0x7F ? 0x21U : control;
  return {'\xE2', '\x90', static_cast<char>(0x80U + low_bits)};
}

std::size_t width_of(std::uint32_t point) {
  return is_in(kJoined, point) ? 0 : is_in(kWide, point) ? 2 : 1;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Character c = first_character(text);
    result += c.valid ? text.substr(0, c.bytes) : kReplacement;
    text.remove_prefix(c.bytes);
  }
  return result;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Character c = first_character(text);
    const bool control = c.valid && (c.point < 0x20 || c.point == 0x7F);
    const bool harmful =
        !c.valid || (c.point >= 0x80 && c.point < 0xA0) || turns_direction(c.point);
    if (control) {
      result += picture(c.point);
    } else {
      result += harmful ? kReplacement : text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return result;
}

std::size_t display_width(std::string_view printable_text) {
  std::size_t width = 0;
  while (!printable_text.empty()) {
    const Character c = first_character(printable_text);
    width += width_of(c.point);
    printable_text.remove_prefix(c.bytes);
  }
  return width;
}

std::string cut(std::string_view printable_text, std::size_t columns) {
  if (display_width(printable_text) <= columns) {
    return std::string(printable_text);
  }
  if (columns == 0) {
    return "";
  }
  std::size_t width = 0;
  std::size_t kept_bytes = 0;
  while (kept_bytes < printable_text.size()) {
    const Character c = first_character(printable_text.substr(kept_bytes));
    if (width + width_of(c.point) > columns - 1) {
      break;
    }
    width += width_of(c.point);
    kept_bytes += c.bytes;
  }
  return std::string(printable_text.substr(0, kept_bytes)).append(kEllipsis);
}

std::string fit(std::string_view printable_text, std::size_t columns) {
  std::string result = cut(printable_text, columns);
  return result.append(columns - display_width(result), ' ');
}

std::vector<std::string> wrap(std::string_view printable_text, std::size_t columns,
                              std::size_t lines_max) {
  std::string_view text = printable_text;
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() + 1 < lines_max && display_width(text) > columns) {
    std::size_t end = 0;  // of the longest run of whole words that fits
    for (std::size_t blank = text.find(' '); blank != std::string_view::npos;
         blank = text.find(' ', blank + 1)) {
      if (display_width(text.substr(0, blank)) > columns) {
        break;
      }
      end = blank;
    }
    if (end == 0) {
      break;  // one word wider than the column
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) {
    lines.push_back(cut(text, columns));
  }
  return lines;
}

}  // namespace cognate::report
