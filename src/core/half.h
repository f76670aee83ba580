#pragma once
// float16 (IEEE 754 binary16) as bits. Rounding is to nearest, ties to even, subnormals included,
// as NumPy and F16C do it. Thread-safety: pure functions.

#include <bit>
#include <cstdint>
#include <span>

namespace cognate {

/// Magnitudes from here on round to infinity; every smaller one stays finite.
inline constexpr float kHalfOverflow = 65520.0F;

/// The nearest float16. Infinity for what is too large; a NaN stays one.
constexpr std::uint16_t half_of(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFF'FFFFU;
  std::uint32_t half = 0;
  if (magnitude > 0x7F80'0000U) {
    half = 0x7E00U | ((magnitude >> 13) & 0x3FFU);  // quiet, with what fits of the payload
  } else if (magnitude >= std::bit_cast<std::uint32_t>(kHalfOverflow)) {
    half = 0x7C00U;
  } else if (magnitude < 0x3880'0000U) {
    // Below 2^-14 steps are 2^-24, which is the step of float32 numbers from 0.5 on: the addition
    // rounds.
    const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
    half = std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(0.5F);
  } else {
    const std::uint32_t odd = (magnitude >> 13) & 1U;
    half = (magnitude - (112U << 23) + 0xFFFU + odd) >> 13;
  }
  return static_cast<std::uint16_t>(sign | half);
}

/// Exact: every float16 is a float32.
constexpr float float_of(std::uint16_t half) noexcept {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t magnitude = half & 0x7FFFU;
  if (magnitude < 0x400U) {
    const float value = static_cast<float>(magnitude) * 0x1p-24F;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
  }
  const std::uint32_t exponent_gap = magnitude >= 0x7C00U ? 224U << 23 : 112U << 23;
  return std::bit_cast<float>(sign | ((magnitude << 13) + exponent_gap));
}

/// Many at once. REQUIRES of both: as many on both sides.
void to_half(std::span<const float> values, std::span<std::uint16_t> halves) noexcept;
void from_half(std::span<const std::uint16_t> halves, std::span<float> values) noexcept;

}  // namespace cognate
