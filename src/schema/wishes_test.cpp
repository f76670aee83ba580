// What people decide: locks, bans, verdicts, many-to-many; and how a score is explained.

#include "schema/wishes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "schema/explain.h"
#include "schema/match.h"
#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;
using ::testing::HasSubstr;

Table people() {
  Table table;
  table.name = "people";
  table.columns.push_back(column("city", {"Paris", "Rome", "Oslo", "Bern"}));
  table.columns.push_back(column("town", {"Paris", "Rome", "Oslo", "Bern"}));
  table.columns.push_back(column("age", {"31", "45", "27", "60"}));
  return table;
}

Table customers() {
  Table table;
  table.name = "customers";
  table.columns.push_back(column("age_years", {"33", "41", "29", "58"}));
  table.columns.push_back(column("city", {"Paris", "Rome", "Oslo", "Wien"}));
  table.columns.push_back(column("remarks", {"call back", "none", "ok", "late"}));
  return table;
}

Result<Mapping> mapping(const MatchOptions& options) {
  testing::GramEmbedder embedder;
  return match(people(), customers(), embedder, options);
}

const Match* match_of(const Mapping& mapping, std::string_view source) {
  const auto found = std::ranges::find_if(mapping.matches, [&](const Match& match) {
    return mapping.source[match.pair.source].name == source;
  });
  return found == mapping.matches.end() ? nullptr : &*found;
}

std::string target_of(const Mapping& mapping, std::string_view source) {
  const Match* const match = match_of(mapping, source);
  return match == nullptr ? "" : mapping.target[match->pair.target].name;
}

TEST(Wishes, ALockIsAMatchWhateverItsScore) {
  const auto plain = mapping({});
  ASSERT_TRUE(plain);
  EXPECT_EQ(target_of(*plain, "city"), "city");
  const auto locked = mapping({.locked = {{"city", "remarks"}}});
  ASSERT_TRUE(locked) << locked.error().message;
  EXPECT_EQ(target_of(*locked, "city"), "remarks");
  const Match* const match = match_of(*locked, "city");
  EXPECT_GT(match->pair.score, 0.999);
  EXPECT_EQ(match->reasons.front().text, "you locked this pair");
  EXPECT_EQ(target_of(*locked, "town"), "city");  // what the lock set free
}

TEST(Wishes, ABanIsNeitherMatchNorCandidate) {
  const auto banned = mapping({.all_candidates = true, .forbidden = {{"city", "city"}}});
  ASSERT_TRUE(banned) << banned.error().message;
  EXPECT_NE(target_of(*banned, "city"), "city");
  EXPECT_EQ(banned->candidates.size(), 8U);
}

TEST(Wishes, VerdictsTurnWhatIsDoubtfulAndHoldForNamesWrittenOtherwise) {
  const auto score = [](const MatchOptions& options) {
    const auto answer = mapping(options);
    for (const Candidate& candidate : answer->candidates) {
      if (answer->source[candidate.source].name == "age" &&
          answer->target[candidate.target].name == "age_years") {
        return candidate.score;
      }
    }
    return -1.0;
  };
  const double plain = score({});
  EXPECT_GT(score({.feedback = {{{"AGE", "AgeYears"}, true}}}), plain);
  EXPECT_LT(score({.feedback = {{{"age", "age years"}, false}}}), plain);
  EXPECT_DOUBLE_EQ(score({.feedback = {{{"age", "weight"}, true}}}), plain);
  // The last verdict counts.
  EXPECT_LT(score({.feedback = {{{"age", "age_years"}, true}, {{"age", "age_years"}, false}}}),
            plain);
}

TEST(Wishes, ARejectedPairOfEqualNamesAndValuesIsNoMatch) {
  const auto rejected = mapping({.feedback = {{{"city", "city"}, false}}});
  ASSERT_TRUE(rejected);
  EXPECT_NE(target_of(*rejected, "city"), "city");
}

TEST(Wishes, ManyLetsSeveralColumnsShareOne) {
  const auto many = mapping({.threshold = 0.0, .many = true});
  ASSERT_TRUE(many);
  EXPECT_EQ(many->matches.size(), 9U);
  const auto one = mapping({.threshold = 0.0});
  EXPECT_LE(one->matches.size(), 3U);
}

TEST(Wishes, SayWhatIsWrong) {
  const auto unknown = mapping({.locked = {{"city", "nowhere"}}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "the target table \"customers\" has no column \"nowhere\"");
  const auto both = mapping({.locked = {{"city", "city"}}, .forbidden = {{"city", "city"}}});
  ASSERT_FALSE(both);
  EXPECT_THAT(both.error().message, HasSubstr("both locked and forbidden"));
  const MatchOptions twice = {.locked = {{"city", "city"}, {"town", "city"}}};
  ASSERT_FALSE(mapping(twice));
  MatchOptions allowed = twice;
  allowed.many = true;
  EXPECT_TRUE(mapping(allowed));
}

TEST(Wishes, AreLookedAtEvenWhereThePairWasNotWorthComparing) {
  const PairMatrix few = PairMatrix::full({}, 0, 0);
  PairMatrix sparse;
  sparse.rows = 2;
  sparse.columns = 3;
  sparse.begins = {0, 1, 1};
  sparse.column_of = {2};
  sparse.values = {0};
  Wishes wishes;
  wishes.locked = {{{1, 0}}};
  wishes.forbidden = {{0, 2}};
  const PairMatrix out = with_wishes(sparse, wishes);
  EXPECT_EQ(out.size(), 1U);
  EXPECT_LT(out.find(1, 0), out.size());
  EXPECT_EQ(with_wishes(few, wishes).size(), 0U);
}

TEST(Explain, StepsAddUpToTheScoreOfTheMapping) {
  testing::GramEmbedder embedder;
  const auto source = prepare(people(), embedder);
  const auto target = prepare(customers(), embedder);
  const std::vector<MatchOptions> wishes = {
      {.all_candidates = true},
      {.all_candidates = true, .locked = {{"town", "remarks"}}},
      {.all_candidates = true, .feedback = {{{"age", "age_years"}, true}}}};
  for (const MatchOptions& options : wishes) {
    const auto whole = match(*source, *target, options);
    ASSERT_TRUE(whole);
    for (const Candidate& candidate : whole->candidates) {
      const auto told = explain(*source, candidate.source, *target, candidate.target, options);
      ASSERT_TRUE(told) << told.error().message;
      EXPECT_DOUBLE_EQ(told->pair.score, candidate.score);
      double sum = 0;
      for (const Contribution& contribution : told->contributions) {
        sum += contribution.log_odds;
      }
      EXPECT_NEAR(1 / (1 + std::exp(-sum)), candidate.score, 1e-5);
      const bool matched = std::ranges::any_of(whole->matches, [&](const Match& match) {
        return match.pair.source == candidate.source && match.pair.target == candidate.target;
      });
      EXPECT_EQ(told->matched, matched);
    }
  }
}

TEST(Explain, RefusesColumnsThatAreNotThere) {
  testing::GramEmbedder embedder;
  const auto source = prepare(people(), embedder);
  const auto target = prepare(customers(), embedder);
  EXPECT_FALSE(explain(*source, 3, *target, 0, {}));
  EXPECT_FALSE(explain(*source, 0, *target, 1, {.forbidden = {{"city", "city"}}}));
}

}  // namespace
}  // namespace cognate::schema
