#pragma once
// Hashes. xxh3 for keys, sampling and checksums of our own files; SHA-256 where others publish one.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "cognate/result.h"

namespace cognate {

/// XXH3-64 of the bytes (xxHash specification, XXH3 with seed).
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0) noexcept;

/// A 128-bit key, compared bytewise.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

/// XXH3-128 of the bytes.
Hash128 hash128(std::string_view bytes, std::uint64_t seed = 0) noexcept;

/// SHA-256 of a file as 64 lower-case hexadecimal digits; the file is streamed. Errors: not_found,
/// io.
Result<std::string> sha256_file(FileSystem& fs, const std::string& path);

}  // namespace cognate
