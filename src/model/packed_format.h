#pragma once
// The bytes of a packed model file, as docs/packed-model.md describes them. For packed_file.cpp and
// packed_image.cpp, and for tests that break such bytes.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/hash.h"

namespace cognate::model::packed {

static_assert(std::endian::native == std::endian::little, "packed files are little-endian");

inline constexpr std::string_view kMagic = "CogPack\n";
inline constexpr std::uint32_t kByteOrder = 0x01020304;
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::uint64_t kAlignment = 64;
inline constexpr std::uint64_t kPage = 4096;

struct Head {
  std::array<char, 8> magic{};
  std::uint32_t byte_order = 0;
  std::uint32_t version = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t source_high = 0;
  std::uint64_t source_low = 0;
  std::uint64_t revision = 0;
  std::uint64_t layout = 0;
  std::array<char, 16> precision{};
  std::array<char, 16> isa{};
  std::uint32_t sections = 0;
  std::array<char, 28> zeros{};
  std::uint64_t checksum = 0;  // of all before it and of the table
};
static_assert(sizeof(Head) == 128 && offsetof(Head, checksum) == 120);

struct Entry {
  std::array<char, 32> name{};
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;
  std::uint32_t block_bytes = 0;
  std::uint32_t zeros = 0;
};
static_assert(sizeof(Entry) == 64);

constexpr std::uint64_t round_up(std::uint64_t n, std::uint64_t to) {
  return (n + to - 1) / to * to;
}

/// Where a section of so many bytes begins when the one before it ended at `end`.
constexpr std::uint64_t section_begin(std::uint64_t end, std::uint64_t bytes) {
  return round_up(end, bytes >= kPage ? kPage : kAlignment);
}

/// Where the list of its blocks' checksums begins, and how many there are.
constexpr std::uint64_t list_begin(std::uint64_t offset, std::uint64_t bytes) {
  return round_up(offset + bytes, sizeof(std::uint64_t));
}
constexpr std::uint64_t block_count(std::uint64_t bytes, std::uint32_t block_bytes) {
  return block_bytes == 0 ? 0 : (bytes + block_bytes - 1) / block_bytes;
}

/// Where the section and its list end.
constexpr std::uint64_t section_end(const Entry& entry) {
  return entry.block_bytes == 0
             ? entry.offset + entry.bytes
             : list_begin(entry.offset, entry.bytes) +
                   block_count(entry.bytes, entry.block_bytes) * sizeof(std::uint64_t);
}

/// The checksum that belongs into the head. `file` begins with the head and the whole table.
inline std::uint64_t head_checksum(std::string_view file, std::uint32_t sections) {
  const std::string_view head = file.substr(0, offsetof(Head, checksum));
  return hash64(file.substr(sizeof(Head), sections * sizeof(Entry)), hash64(head));
}

/// A name as it stands in the file, filled with zeros.
template <std::size_t n>
constexpr std::array<char, n> filled(std::string_view text) {
  std::array<char, n> field{};
  for (std::size_t i = 0; i < text.size() && i + 1 < n; ++i) {
    field[i] = text[i];
  }
  return field;
}

}  // namespace cognate::model::packed
