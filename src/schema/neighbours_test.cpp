#include "schema/neighbours.h"

#include <gtest/gtest.h>

#include <numeric>

namespace cognate::schema {
namespace {

constexpr std::size_t kColumns = 8;

/// Every column has its clear partner on the diagonal, but the one in the middle.
PairMatrix scores() {
  std::vector<float> values(kColumns * kColumns, -9);
  for (std::size_t i = 0; i < kColumns; ++i) {
    values[i * kColumns + i] = i == 4 ? -2 : 5;
  }
  return PairMatrix::full(std::move(values), kColumns, kColumns);
}

std::vector<std::size_t> in_order() {
  std::vector<std::size_t> order(kColumns);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

TEST(Neighbours, SpeakForAPairBetweenThem) {
  const auto gains = neighbour_log_odds(scores(), in_order(), in_order());
  ASSERT_EQ(gains.size(), kColumns * kColumns);
  const float between = gains[4 * kColumns + 4];
  EXPECT_GT(between, 0.8F);
  EXPECT_GT(between, gains[0]) << "the first has one neighbour";
  EXPECT_EQ(gains[4 * kColumns + 6], 0) << "its neighbours do not match";
}

TEST(Neighbours, AreFoundByTheOrderOfTheTables) {
  std::vector<std::size_t> reversed = in_order();
  std::ranges::reverse(reversed);
  const auto gains = neighbour_log_odds(scores(), reversed, reversed);
  ASSERT_FALSE(gains.empty());
  EXPECT_EQ(gains, neighbour_log_odds(scores(), in_order(), in_order()));
}

TEST(Neighbours, SayNothingWhereTheTablesKeepNoOrder) {
  const std::vector<std::size_t> mixed = {3, 0, 6, 1, 7, 4, 2, 5};
  EXPECT_TRUE(neighbour_log_odds(scores(), in_order(), mixed).empty());
  EXPECT_TRUE(neighbour_log_odds(PairMatrix{}, {}, {}).empty());
}

TEST(Neighbours, OfPairsThatWereNotComparedAreLeftOut) {
  PairMatrix sparse;
  sparse.rows = sparse.columns = 4;
  sparse.begins = {0, 1, 2, 3, 4};
  sparse.column_of = {0, 1, 2, 3};
  sparse.values = {5, 5, 5, 5};
  const std::vector<std::size_t> order = {0, 1, 2, 3};
  const auto gains = neighbour_log_odds(sparse, order, order);
  ASSERT_EQ(gains.size(), 4U);
  EXPECT_GT(gains[1], gains[0]);
}

}  // namespace
}  // namespace cognate::schema
