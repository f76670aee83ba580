#include "core/similarity.h"

#include <gtest/gtest.h>

#include <array>

namespace cognate {
namespace {

TEST(Cosine, IsOneForTheSameDirectionWhateverTheLength) {
  const std::array<float, 3> a = {1, 2, 3};
  const std::array<float, 3> b = {10, 20, 30};
  EXPECT_NEAR(cosine(a, b), 1.0, 1e-12);
}

TEST(Cosine, IsZeroAtARightAngleAndMinusOneForTheOppositeDirection) {
  const std::array<float, 2> right = {1, 0};
  const std::array<float, 2> up = {0, 5};
  const std::array<float, 2> left = {-2, 0};
  EXPECT_EQ(cosine(right, up), 0.0);
  EXPECT_NEAR(cosine(right, left), -1.0, 1e-12);
}

TEST(Cosine, GivesTheHandComputedValue) {
  const std::array<float, 2> a = {3, 4};
  const std::array<float, 2> b = {4, 3};
  EXPECT_NEAR(cosine(a, b), 0.96, 1e-12);  // 24 / (5 * 5)
}

TEST(Cosine, OfAVectorWithoutLengthIsZero) {
  const std::array<float, 2> nothing = {0, 0};
  const std::array<float, 2> a = {3, 4};
  EXPECT_EQ(cosine(nothing, a), 0.0);
  EXPECT_EQ(cosine({}, {}), 0.0);
}

TEST(Cosine, DoesNotOverflowForLargeNumbers) {
  const std::array<float, 2> huge = {3e38F, 3e38F};
  EXPECT_NEAR(cosine(huge, huge), 1.0, 1e-12);
}

}  // namespace
}  // namespace cognate
