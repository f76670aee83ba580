#include "io/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace cognate::io {
namespace {

struct LeadRow {  // leads from `first` on, up to the next row's
  std::uint8_t first;
  std::uint8_t length;  // 0: no character starts so
  std::uint8_t second_min;
  std::uint8_t second_max;
};
constexpr LeadRow kLeads[] = {
    {0x00, 1, 0, 0},       {0x80, 0, 0, 0},       {0xC2, 2, 0x80, 0xBF}, {0xE0, 3, 0xA0, 0xBF},
    {0xE1, 3, 0x80, 0xBF}, {0xED, 3, 0x80, 0x9F}, {0xEE, 3, 0x80, 0xBF}, {0xF0, 4, 0x90, 0xBF},
    {0xF1, 4, 0x80, 0xBF}, {0xF4, 4, 0x80, 0x8F}, {0xF5, 0, 0, 0},
};

const LeadRow& lead_row(std::uint8_t lead) {
  const auto* after =
      std::upper_bound(std::begin(kLeads), std::end(kLeads), lead,
                       [](auto byte, const LeadRow& row) { return byte < row.first; });
  return *(after - 1);
}

constexpr std::uint64_t kHighBits = 0x8080808080808080U;
constexpr std::uint64_t kLowBits = 0x0101010101010101U;

}  // namespace

Utf8Sequence utf8_sequence(std::string_view bytes) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const LeadRow& row = lead_row(byte(0));
  if (row.length <= 1) {
    return {.length = 1, .valid = row.length == 1};
  }
  for (std::size_t i = 1; i < row.length; ++i) {
    if (i == bytes.size()) {
      return {.length = i, .cut_short = true};
    }
    const std::uint8_t min = i == 1 ? row.second_min : 0x80;
    const std::uint8_t max = i == 1 ? row.second_max : 0xBF;
    if (byte(i) < min || byte(i) > max) {
      return {.length = i};
    }
  }
  return {.length = row.length, .valid = true};
}

bool is_plain_ascii(std::string_view bytes) noexcept {
  std::uint64_t found = 0;
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    found |= word | (word - kLowBits);  // the top bit of a byte: it is NUL or not ASCII
  }
  for (; i < bytes.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    found |= byte == 0 ? kHighBits : byte;
  }
  return (found & kHighBits) == 0;
}

std::size_t ascii_prefix(std::string_view bytes) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    if ((word & kHighBits) != 0) {
      break;
    }
  }
  while (i < bytes.size() && static_cast<std::uint8_t>(bytes[i]) < 0x80) {
    ++i;
  }
  return i;
}

std::size_t append_repaired_utf8(std::string_view bytes, std::string& out) {
  std::size_t replaced = 0;
  while (!bytes.empty()) {
    const Utf8Sequence sequence = utf8_sequence(bytes);
    if (sequence.valid) {
      out.append(bytes.substr(0, sequence.length));
    } else {
      out.append("\xEF\xBF\xBD");
      ++replaced;
    }
    bytes.remove_prefix(sequence.length);
  }
  return replaced;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) noexcept {
  if (text.size() <= bytes_max) {
    return text;
  }
  std::size_t end = bytes_max;
  while (end > 0 && bytes_max - end < 3 && (static_cast<std::uint8_t>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace cognate::io
