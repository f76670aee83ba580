#include "schema/metrics.h"

#include <gtest/gtest.h>

#include <vector>

namespace cognate::schema {
namespace {

using Pairs = std::vector<NamePair>;

// One source column with two right targets (n:m), one with one, one wrong pair between.
const Pairs kTruth = {{"a", "x"}, {"a", "y"}, {"b", "z"}};
const Pairs kRanking = {{"a", "x"}, {"b", "q"}, {"a", "q"}, {"b", "z"}, {"a", "y"}, {"c", "x"}};

TEST(RecallAtTruth, CountsTruePairsAmongTheFirstOfAll) {
  EXPECT_DOUBLE_EQ(recall_at_truth(kRanking, kTruth), 1.0 / 3);
}

TEST(RecallAtTruth, OfAShortRankingCountsWhatIsThere) {
  EXPECT_DOUBLE_EQ(recall_at_truth(Pairs{{"b", "z"}}, kTruth), 1.0 / 3);
  EXPECT_DOUBLE_EQ(recall_at_truth(Pairs{}, kTruth), 0);
}

TEST(Mrr, SumsOverTruePairsByRankInTheirSourceColumn) {
  // a-x is first of a's, b-z second of b's, a-y third of a's: (1 + 1/2 + 1/3) / 3.
  EXPECT_DOUBLE_EQ(mrr(kRanking, kTruth), (1 + 0.5 + 1.0 / 3) / 3);
}

TEST(Mrr, CountsAMissingPairAsZero) { EXPECT_DOUBLE_EQ(mrr(Pairs{{"a", "x"}}, kTruth), 1.0 / 3); }

TEST(MrrAdjusted, TakesTheFirstRightTargetOfEachColumn) {
  EXPECT_DOUBLE_EQ(mrr_adjusted(kRanking, kTruth), (1 + 0.5) / 2);
}

TEST(MrrAdjusted, LeavesOutColumnsWithoutAnyOutput) {
  EXPECT_DOUBLE_EQ(mrr_adjusted(Pairs{{"a", "q"}, {"a", "y"}}, kTruth), 0.5);
  EXPECT_DOUBLE_EQ(mrr_adjusted(Pairs{{"a", "q"}, {"b", "z"}}, kTruth), 0.5);
  EXPECT_DOUBLE_EQ(mrr_adjusted(Pairs{}, kTruth), 0);
}

TEST(Decision, CountsTheMatchesAsTheyAre) {
  const Decision d = decision_of(Pairs{{"a", "x"}, {"b", "z"}, {"c", "q"}, {"d", "r"}}, kTruth);
  EXPECT_DOUBLE_EQ(d.precision, 0.5);
  EXPECT_DOUBLE_EQ(d.recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(d.f1, 2 * 0.5 * (2.0 / 3) / (0.5 + 2.0 / 3));
}

TEST(Decision, CountsARepeatedPairOnce) {
  // Columns of equal name make equal pairs.
  const Decision d = decision_of(Pairs{{"a", "x"}, {"a", "x"}}, Pairs{{"a", "x"}, {"a", "x"}});
  EXPECT_DOUBLE_EQ(d.precision, 1);
  EXPECT_DOUBLE_EQ(d.recall, 1);
}

TEST(Decision, WithoutMatchesOrTruthIsZero) {
  EXPECT_EQ(decision_of(Pairs{}, kTruth).f1, 0);
  EXPECT_EQ(decision_of(Pairs{{"a", "x"}}, Pairs{}).f1, 0);
  EXPECT_EQ(recall_at_truth(kRanking, Pairs{}), 0);
}

}  // namespace
}  // namespace cognate::schema
