#pragma once
// How the numbers of a vector lie in memory and in files. Little endian, as every processor we run
// on.

#include <cstddef>

namespace cognate {

enum class NumberType { float32, float16, int8, uint8 };

constexpr std::size_t bytes_of(NumberType type) noexcept {
  constexpr std::size_t kBytes[] = {4, 2, 1, 1};
  return kBytes[static_cast<std::size_t>(type)];
}

}  // namespace cognate
