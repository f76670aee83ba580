#include "base/checked.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace cognate {
namespace {

TEST(Checked, SumsAndProductsThatFitComeBack) {
  EXPECT_EQ(checked_add<std::uint64_t>(2, 3), 5U);
  EXPECT_EQ(checked_mul<std::int32_t>(-7, 6), -42);
  EXPECT_EQ(checked_mul<std::uint8_t>(15, 17), 255);
}

TEST(Checked, WhatDoesNotFitIsNothing) {
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(checked_add<std::uint64_t>(kMax, 1), std::nullopt);
  EXPECT_EQ(checked_mul<std::uint64_t>(std::uint64_t{1} << 32, std::uint64_t{1} << 32),
            std::nullopt);
  EXPECT_EQ(checked_mul<std::uint8_t>(16, 16), std::nullopt);
  EXPECT_EQ(checked_add<std::int32_t>(std::numeric_limits<std::int32_t>::min(), -1), std::nullopt);
}

}  // namespace
}  // namespace cognate
