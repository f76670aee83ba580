#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace cognate {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"match", "model", "embed", "threads"};

TEST(EditDistance, CountsLettersToChange) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("match", "MATCH"), 0U);
  EXPECT_EQ(edit_distance("mtach", "match"), 1U) << "two swapped letters are one slip";
}

TEST(Nearest, FindsWhatASlipMeant) {
  EXPECT_EQ(nearest("mtach", kNames), "match");
  EXPECT_EQ(nearest("modell", kNames), "model");
  EXPECT_EQ(nearest("thread", kNames), "threads");
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest("frobnicate", kNames), std::nullopt);
  EXPECT_EQ(nearest("", kNames), std::nullopt);
  EXPECT_EQ(nearest("match", {}), std::nullopt);
}

}  // namespace
}  // namespace cognate
