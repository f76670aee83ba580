#pragma once
// The bytes of a vector file, as docs/formats/vectors.md describes them. For vector_file.cpp, and
// for tests that break such bytes.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/hash.h"

namespace cognate::embed::vectors {

static_assert(std::endian::native == std::endian::little, "vector files are little-endian");

inline constexpr std::string_view kMagic = "CogVecs\n";
inline constexpr std::uint32_t kByteOrder = 0x01020304;
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::uint64_t kProbesMax = 256;

struct Head {
  std::array<char, 8> magic{};
  std::uint32_t byte_order = 0;
  std::uint32_t version = 0;
  std::uint64_t space = 0;
  std::uint32_t dimension = 0;
  std::uint32_t count = 0;
  std::uint32_t slots = 0;
  std::array<char, 20> zeros{};
  std::uint64_t checksum = 0;  // of all before it
};
static_assert(sizeof(Head) == 64 && offsetof(Head, checksum) == 56);

using Slot = std::uint64_t;

inline constexpr std::uint64_t record_bytes(std::uint64_t dimension) {
  return sizeof(Hash128) + dimension * sizeof(float) + sizeof(std::uint64_t);
}

inline constexpr std::uint64_t slots_for(std::uint64_t count) { return std::bit_ceil(2 * count); }

inline constexpr std::uint64_t file_bytes(std::uint64_t dimension, std::uint64_t count,
                                          std::uint64_t slots) {
  return sizeof(Head) + slots * sizeof(Slot) + count * record_bytes(dimension);
}

inline constexpr Slot slot_of(const Hash128& key, std::uint64_t number) {
  return (key.high >> 32) << 32 | (number + 1);
}

template <class T>
T value_at(std::string_view bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(value));
  return value;
}

template <class T>
std::string_view view(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

inline std::uint64_t head_checksum(const Head& head) {
  return hash64(view(head).substr(0, offsetof(Head, checksum)));
}

}  // namespace cognate::embed::vectors
