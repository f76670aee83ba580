#include "schema/assignment.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace cognate::schema {
namespace {

using ::testing::ElementsAre;
using Columns = std::vector<std::optional<std::size_t>>;

double total(const PairMatrix& gains, const Columns& columns) {
  double sum = 0;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    sum += columns[row] ? static_cast<double>(gains.at(row, *columns[row])) : 0;
  }
  return sum;
}

/// The best total there is, by trying all: each row takes a free column or none.
double best_total(const PairMatrix& gains, std::size_t row, std::vector<bool>& taken) {
  if (row == gains.rows) {
    return 0;
  }
  double best = best_total(gains, row + 1, taken);
  for (std::size_t c = 0; c < gains.columns; ++c) {
    if (!taken[c]) {
      taken[c] = true;
      best =
          std::max(best, static_cast<double>(gains.at(row, c)) + best_total(gains, row + 1, taken));
      taken[c] = false;
    }
  }
  return best;
}

TEST(Assignment, GivesUpTheBestPairForABetterWhole) {
  const std::vector<float> gains = {9, 8, 8, 1};
  EXPECT_THAT(assign(PairMatrix::full(gains, 2, 2)), ElementsAre(1, 0));
}

TEST(Assignment, LeavesRowsWithoutGainAlone) {
  const std::vector<float> gains = {-1, 0, 5, 0};
  EXPECT_THAT(assign(PairMatrix::full(gains, 2, 2)), ElementsAre(std::nullopt, 0));
}

TEST(Assignment, LeavesTheWeakerOfTwoRivalsAlone) {
  const std::vector<float> gains = {3, 4};
  EXPECT_THAT(assign(PairMatrix::full(gains, 2, 1)), ElementsAre(std::nullopt, 0));
}

TEST(Assignment, OfNothingIsNothing) {
  EXPECT_TRUE(assign(PairMatrix::full({}, 0, 0)).empty());
  EXPECT_THAT(assign(PairMatrix::full({}, 2, 0)), ElementsAre(std::nullopt, std::nullopt));
}

TEST(Assignment, ReachesTheBestTotalOfAllAssignments) {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::size_t> size(1, 6);
  std::uniform_int_distribution<int> gain(-6, 9);
  for (int trial = 0; trial < 3000; ++trial) {
    const std::size_t rows = size(random);
    const std::size_t columns = size(random);
    std::vector<float> values(rows * columns);
    for (float& value : values) {
      value = static_cast<float>(gain(random));
    }
    const PairMatrix gains = PairMatrix::full(values, rows, columns);
    const Columns answer = assign(gains);
    std::vector<bool> taken(columns);
    for (std::size_t row = 0; row < rows; ++row) {
      if (answer[row]) {
        ASSERT_FALSE(taken[*answer[row]]) << "a column is given twice";
        ASSERT_GT(gains.at(row, *answer[row]), 0);
        taken[*answer[row]] = true;
      }
    }
    std::vector<bool> none(columns);
    ASSERT_EQ(total(gains, answer), best_total(gains, 0, none)) << "trial " << trial;
  }
}

TEST(Assignment, NeverChoosesAPairThatIsNotThere) {
  // Row 0 knows column 1 only, row 1 both; row 2 none.
  PairMatrix gains;
  gains.rows = 3;
  gains.columns = 2;
  gains.begins = {0, 1, 3, 3};
  gains.column_of = {1, 0, 1};
  gains.values = {2, 1, 5};
  EXPECT_THAT(assign(gains), ElementsAre(std::nullopt, 1, std::nullopt));
  gains.values = {3, 3, 5};
  EXPECT_THAT(assign(gains), ElementsAre(1, 0, std::nullopt));
}

TEST(Assignment, OfSomePairsIsAsGoodAsOfAllWithTheOthersWorthless) {
  std::mt19937 random(11);
  for (int trial = 0; trial < 300; ++trial) {
    PairMatrix some;
    some.rows = 12;
    some.columns = 15;
    std::vector<float> all(some.rows * some.columns, -1);
    for (std::size_t row = 0; row < some.rows; ++row) {
      for (std::uint32_t column = 0; column < some.columns; ++column) {
        if (random() % 4 == 0) {
          some.column_of.push_back(column);
          some.values.push_back(static_cast<float>(random() % 1000) / 100);
          all[row * some.columns + column] = some.values.back();
        }
      }
      some.begins.push_back(some.size());
    }
    const PairMatrix full = PairMatrix::full(all, some.rows, some.columns);
    ASSERT_NEAR(total(some, assign(some)), total(full, assign(full)), 1e-4);
  }
}

TEST(Assignment, OfThousandsOfEqualsIsFoundWithoutTryingAll) {
  constexpr std::size_t kColumns = 2000;
  const PairMatrix gains =
      PairMatrix::full(std::vector<float>(kColumns * kColumns, 0.5F), kColumns, kColumns);
  const Columns answer = assign(gains);
  std::vector<bool> taken(kColumns);
  for (const auto& column : answer) {
    ASSERT_TRUE(column.has_value());
    ASSERT_FALSE(taken[*column]);
    taken[*column] = true;
  }
}

TEST(Assignment, OfAWideTableIsFoundWhole) {
  constexpr std::size_t kRows = 300;
  constexpr std::size_t kColumns = 2000;
  std::mt19937 random(3);
  std::uniform_real_distribution<float> gain(0, 0.5F);
  std::vector<float> values(kRows * kColumns);
  std::ranges::generate(values, [&] { return gain(random); });
  for (std::size_t row = 0; row < kRows; ++row) {
    values[row * kColumns + (row * 6 + 1)] = 1;
  }
  const Columns answer = assign(PairMatrix::full(values, kRows, kColumns));
  for (std::size_t row = 0; row < kRows; ++row) {
    EXPECT_EQ(answer[row], row * 6 + 1);
  }
}

}  // namespace
}  // namespace cognate::schema
