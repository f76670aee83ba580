#pragma once
// The bytes of an index file, as docs/formats/index.md describes them. For index_file.cpp, and for
// tests that break such bytes.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/hash.h"

namespace cognate::store::native::format {

static_assert(std::endian::native == std::endian::little, "index files are little-endian");

inline constexpr std::string_view kFileName = "native.index";
inline constexpr std::string_view kMagic = "CogIndx\n";
inline constexpr std::uint32_t kByteOrder = 0x01020304;
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kPage = 4096;
inline constexpr std::size_t kEffortsMax = 16;
inline constexpr std::size_t kEntriesMax = 4096;

struct Effort {
  std::uint32_t effort = 0;
  float recall = 0;
};

struct Head {
  std::array<char, 8> magic{};
  std::uint32_t byte_order = kByteOrder;
  std::uint32_t version = kVersion;
  std::uint32_t dimension = 0;
  std::uint32_t metric = 0;
  std::uint32_t form = 0;
  std::uint32_t originals = 0;
  std::uint32_t rows = 0;
  std::uint32_t linked = 0;
  std::uint32_t erased = 0;
  std::uint32_t entries = 0;
  float radius = 0;
  float upper_error = 0;
  float error = 0;
  std::uint32_t efforts = 0;
  std::array<Effort, kEffortsMax> effort{};
  std::uint64_t sums_checksum = 0;
  std::array<char, 3888> zeros{};
  std::uint64_t checksum = 0;  // of all before it
};
static_assert(sizeof(Head) == kPage && offsetof(Head, effort) == 64 &&
              offsetof(Head, sums_checksum) == 192 && offsetof(Head, checksum) == 4088);

template <class T>
std::string_view view(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

inline std::uint64_t head_checksum(const Head& head) {
  return hash64(view(head).substr(0, offsetof(Head, checksum)));
}

}  // namespace cognate::store::native::format
