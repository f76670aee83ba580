#include "core/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace cognate {
namespace {

/// The value of a float16 by the definition of IEEE 754, in double.
double defined_value(std::uint16_t half) {
  const int exponent = (half >> 10) & 0x1F;
  const int fraction = half & 0x3FF;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

bool is_finite(std::uint16_t half) { return (half & 0x7C00) != 0x7C00; }

TEST(Half, EveryOneIsTheNumberThatItsBitsDefineAndComesBack) {
  for (unsigned bits = 0; bits <= 0xFFFF; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = float_of(half);
    if (is_finite(half)) {
      ASSERT_EQ(static_cast<double>(value), defined_value(half)) << bits;
      ASSERT_EQ(std::signbit(value), (bits & 0x8000) != 0) << bits;
      ASSERT_EQ(half_of(value), half) << bits;
    } else {
      ASSERT_EQ(std::isnan(value), (bits & 0x3FF) != 0) << bits;
      ASSERT_EQ(std::isinf(value), (bits & 0x3FF) == 0) << bits;
      ASSERT_EQ(half_of(value), (bits & 0x3FF) != 0 ? bits | 0x200 : bits) << bits;
    }
  }
}

TEST(Half, TiesGoToTheEvenOneAndAllElseToTheNearest) {
  for (unsigned bits = 0; bits < 0x7BFF; ++bits) {
    const auto below = static_cast<std::uint16_t>(bits);
    const auto above = static_cast<std::uint16_t>(bits + 1);
    const auto middle = static_cast<float>((defined_value(below) + defined_value(above)) / 2);
    const std::uint16_t even = bits % 2 == 0 ? below : above;
    ASSERT_EQ(half_of(middle), even) << bits;
    ASSERT_EQ(half_of(std::nextafterf(middle, 0)), below) << bits;
    ASSERT_EQ(half_of(std::nextafterf(middle, 1e9F)), above) << bits;
    ASSERT_EQ(half_of(-middle), even | 0x8000) << bits;
  }
}

TEST(Half, WhatIsTooLargeIsInfinityAndWhatIsTooSmallZero) {
  EXPECT_EQ(half_of(std::nextafterf(kHalfOverflow, 0)), 0x7BFF);
  EXPECT_EQ(half_of(kHalfOverflow), 0x7C00);
  EXPECT_EQ(half_of(std::numeric_limits<float>::max()), 0x7C00);
  EXPECT_EQ(half_of(-std::numeric_limits<float>::infinity()), 0xFC00);
  EXPECT_EQ(half_of(0x1p-25F), 0);
  EXPECT_EQ(half_of(-0x1p-25F), 0x8000);
  EXPECT_EQ(half_of(std::nextafterf(0x1p-25F, 1)), 1);
  EXPECT_EQ(half_of(std::numeric_limits<float>::denorm_min()), 0);
}

TEST(Half, ManyAtOnceAreAsOneByOne) {
  std::mt19937 random(7);
  std::vector<float> values(10'007);
  for (float& value : values) {
    const auto bits = static_cast<std::uint32_t>(random());
    std::memcpy(&value, &bits, sizeof value);
  }
  std::vector<std::uint16_t> halves(values.size());
  to_half(values, halves);
  std::vector<float> back(values.size());
  from_half(halves, back);
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(halves[i], half_of(values[i]));
    const float one = float_of(halves[i]);
    ASSERT_EQ(std::memcmp(&back[i], &one, sizeof one), 0);
  }
}

}  // namespace
}  // namespace cognate
