#include "schema/score.h"

#include <gtest/gtest.h>

#include <cmath>

#include "schema/reasons.h"
#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;

TEST(Score, LiesBetweenZeroAndOneAndGrowsWithEvidence) {
  EXPECT_DOUBLE_EQ(score_of(0), 0.5);
  EXPECT_LT(score_of(-3), score_of(2));
  EXPECT_GE(score_of(-1000), 0);
  EXPECT_LE(score_of(1000), 1);
}

TEST(Judged, LowersAPairByItsRivals) {
  const PairMatrix alone = judged(PairMatrix::full({3, -9, -9, 3}, 2, 2));
  const PairMatrix rivalled = judged(PairMatrix::full({3, 3, -9, 3}, 2, 2));
  EXPECT_LT(rivalled.at(0, 0), alone.at(0, 0));
  EXPECT_LT(rivalled.at(1, 1), alone.at(1, 1));
}

TEST(Judged, KeepsTheOrderWithinARowWhereColumnsAreEqual) {
  const PairMatrix out = judged(PairMatrix::full({1, 2, 3}, 1, 3));
  EXPECT_LT(out.at(0, 0), out.at(0, 1));
  EXPECT_LT(out.at(0, 1), out.at(0, 2));
}

TEST(Judged, CountsPairsThatAreLeftOutAsRivals) {
  // Rows of which each left out some pairs of equal evidence.
  const std::vector<float> values = {3, -2, -2, 1, -1, 2, -1, -1};
  const PairMatrix full = judged(PairMatrix::full(values, 2, 4));
  PairMatrix some;
  some.rows = 2;
  some.columns = 4;
  some.begins = {0, 2, 3};
  some.column_of = {0, 3, 1};
  some.values = {3, 1, 2};
  some.left_out_odds = {std::exp(-2.0), std::exp(-1.0)};
  const PairMatrix out = judged(some);
  EXPECT_NEAR(out.at(0, 0), full.at(0, 0), 1e-5);
  EXPECT_NEAR(out.at(0, 3), full.at(0, 3), 1e-5);
  EXPECT_NEAR(out.at(1, 1), full.at(1, 1), 1e-5);
}

TEST(Judged, BearsExtremes) {
  const PairMatrix out = judged(PairMatrix::full({80, -80, 80, 80}, 2, 2));
  for (const float value : out.values) {
    EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(Overall, TrustsADoubtfulPairMoreWhereMostColumnsHaveAPartner) {
  const auto of = [](double likely, std::size_t rows, std::size_t columns, double silent = 0) {
    return overall_log_odds(
        {.likely = likely, .rows = rows, .columns = columns, .silent_share = silent});
  };
  EXPECT_GT(of(9, 10, 10), of(5, 10, 10));
  EXPECT_LT(of(1, 10, 10), of(5, 10, 10));
  EXPECT_LT(of(5, 10, 500), of(5, 10, 10));
  EXPECT_DOUBLE_EQ(of(5, 500, 10), of(5, 10, 500));
  EXPECT_GT(of(5, 10, 10, 1), of(5, 10, 10, 0));
  EXPECT_TRUE(std::isfinite(of(0, 10, 10)));
  EXPECT_TRUE(std::isfinite(of(10, 10, 10)));
  EXPECT_EQ(of(0, 0, 10), 0);
}

TEST(Reasons, AddUpToTheScoreStrongestFirst) {
  const Column a = column("city", {"Paris", "London", "Rome"});
  const Column b = column("City", {"Paris", "London", "Oslo"});
  const Column c = column("mass", {"1.5", "2.5"});
  const testing::TwoTables tables({a, c}, {b, c});
  const Corpus corpus = tables.corpus();
  for (const ColumnView& s : corpus.source()) {
    for (const ColumnView& t : corpus.target()) {
      const std::vector<Reason> reasons = reasons_of(compare(s, t), 0.8);
      double sum = 0;
      for (std::size_t i = 0; i < reasons.size(); ++i) {
        sum += reasons[i].share;
        EXPECT_FALSE(reasons[i].text.empty());
        EXPECT_GE(reasons[i].strength, 0);
        EXPECT_LE(reasons[i].strength, 1);
        EXPECT_TRUE(i == 0 || reasons[i - 1].share >= reasons[i].share);
      }
      EXPECT_NEAR(sum, 0.8, 1e-9);
    }
  }
}

TEST(Reasons, CountCommonValues) {
  const testing::TwoTables tables({column("city", {"Paris", "London", "Rome"})},
                                  {column("town", {"Paris", "London", "Oslo", "Bern"})});
  const Corpus corpus = tables.corpus();
  bool found = false;
  for (const Reason& reason : reasons_of(compare(corpus.source()[0], corpus.target()[0]), 0.5)) {
    found = found || (reason.signal == "values" && reason.text == "2 of 3 values are common");
  }
  EXPECT_TRUE(found);
}

TEST(Reasons, SayHowNamesAreAlike) {
  const auto said = [](const char* source_name, const char* target_name) {
    const testing::TwoTables tables({column(source_name, {})}, {column(target_name, {})});
    const Corpus corpus = tables.corpus();
    for (const Reason& reason : reasons_of(compare(corpus.source()[0], corpus.target()[0]), 0.5)) {
      if (reason.signal == "name") {
        return reason.text;
      }
    }
    return std::string();
  };
  EXPECT_EQ(said("PostalCode", "postal_code"), "the names are equal");
  EXPECT_EQ(said("pstlcd", "PostalCode"), "\"pstlcd\" reads as a short form of \"PostalCode\"");
  EXPECT_EQ(said("city_name", "name"), "\"city_name\" and \"name\" have a word in common");
  EXPECT_EQ(said("colour", "weight"), "\"colour\" and \"weight\" are unlike");
  EXPECT_EQ(said("", "weight"), "");
  const std::string longer(200, 'q');
  EXPECT_EQ(said((longer + "\xC3\xA9").c_str(), "weight"),
            "\"" + longer.substr(0, 80) + "…\" and \"weight\" are unlike");
}

}  // namespace
}  // namespace cognate::schema
