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

const std::vector<std::string> kSources = {"a", "b", "c", "d"};

TEST(NoPartner, IsRightForColumnsWithoutTruthAndWithoutMatch) {
  // Truth leaves c and d alone; the matches leave b and c alone.
  const auto found = no_partner_of(kSources, Pairs{{"a", "x"}, {"d", "q"}}, kTruth);
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->precision, 0.5);
  EXPECT_DOUBLE_EQ(found->recall, 0.5);
  EXPECT_DOUBLE_EQ(found->f1, 0.5);
}

TEST(NoPartner, WhereEveryColumnHasAPartnerThereIsNoFigure) {
  EXPECT_FALSE(no_partner_of(std::vector<std::string>{"a", "b"}, Pairs{}, kTruth));
  EXPECT_FALSE(no_partner_of(std::vector<std::string>{}, Pairs{}, kTruth));
}

TEST(NoPartner, SayingItOfNoColumnIsZero) {
  const auto found =
      no_partner_of(kSources, Pairs{{"a", "x"}, {"b", "x"}, {"c", "x"}, {"d", "x"}}, kTruth);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->precision, 0);
  EXPECT_EQ(found->f1, 0);
}

TEST(Reliability, IsTheWeightedGapBetweenScoresAndShares) {
  Reliability reliability;
  reliability.add(0.25, true);  // bin 2: scores .25 and .25, half of them right
  reliability.add(0.25, false);
  reliability.add(0.95, true);  // bin 9: scores .95 and 1, all right
  reliability.add(1, true);
  EXPECT_EQ(reliability.pairs(), 4U);
  EXPECT_EQ(reliability.bins()[2].right, 1U);
  EXPECT_EQ(reliability.bins()[9].pairs, 2U);
  EXPECT_DOUBLE_EQ(reliability.error(), 0.5 * (0.5 - 0.25) + 0.5 * (1 - 0.975));
}

TEST(Reliability, OfTwoSetsIsThatOfAllPairs) {
  Reliability all;
  Reliability half;
  half.add(0.5, true);
  all.add(half);
  all.add(half);
  EXPECT_EQ(all.pairs(), 2U);
  EXPECT_DOUBLE_EQ(all.error(), 0.5);
  EXPECT_EQ(Reliability().error(), 0);
}

}  // namespace
}  // namespace cognate::schema
