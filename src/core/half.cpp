#include "core/half.h"

#include <algorithm>

namespace cognate {

void to_half(std::span<const float> values, std::span<std::uint16_t> halves) noexcept {
  std::transform(values.begin(), values.end(), halves.begin(), half_of);
}

void from_half(std::span<const std::uint16_t> halves, std::span<float> values) noexcept {
  std::transform(halves.begin(), halves.end(), values.begin(), float_of);
}

}  // namespace cognate
