#include "schema/match.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;
using ::testing::ElementsAre;
using testing::GramEmbedder;
using ::testing::IsEmpty;

Table people() {
  Table table;
  table.name = "people";
  table.columns = {
      column("person_id", {"1", "2", "3", "4"}),
      column("FirstName", {"Ada", "Alan", "Grace", "Edsger"}),
      column("BirthDate", {"1815-12-10", "1912-06-23", "1906-12-09", "1930-05-11"}),
      column("email", {"ada@a.org", "alan@b.org", "grace@c.org", "ed@d.org"}),
      column("shoe size", {"38", "42", "39", "43"}),
  };
  return table;
}

Table staff() {
  Table table;
  table.name = "staff";
  table.columns = {
      column("birth_date", {"1906-12-09", "1930-05-11", "1912-06-23"}),
      column("e_mail", {"grace@c.org", "x@y.org", "alan@b.org"}),
      column("first_name", {"Grace", "Alan", "Barbara"}),
      column("office", {"North wing", "South wing", ""}),
  };
  return table;
}

std::map<std::string, std::string> names_of(const Mapping& mapping) {
  std::map<std::string, std::string> out;
  for (const Match& match : mapping.matches) {
    out[mapping.source[match.pair.source].name] = mapping.target[match.pair.target].name;
  }
  return out;
}

Mapping mapped(const Table& source, const Table& target, const MatchOptions& options = {}) {
  GramEmbedder embedder;
  auto mapping = match(source, target, embedder, options);
  EXPECT_TRUE(mapping) << mapping.error().message;
  return *std::move(mapping);
}

TEST(Match, FindsTheColumnsThatMeanTheSame) {
  const Mapping mapping = mapped(people(), staff());
  EXPECT_EQ(names_of(mapping),
            (std::map<std::string, std::string>{
                {"FirstName", "first_name"}, {"BirthDate", "birth_date"}, {"email", "e_mail"}}));
  EXPECT_THAT(mapping.unmatched_source, ElementsAre(0, 4));
  EXPECT_THAT(mapping.unmatched_target, ElementsAre(3));
  EXPECT_EQ(mapping.source_table, "people");
  EXPECT_EQ(mapping.source[2].type, "date");
  EXPECT_EQ(mapping.target[3].null_share, 1.0 / 3);
}

TEST(Match, HasOneRanking) {
  const Mapping mapping = mapped(people(), staff(), {.all_candidates = true});
  ASSERT_EQ(mapping.candidates.size(), 20U);
  EXPECT_TRUE(std::ranges::is_sorted(mapping.candidates, std::greater<>(), &Candidate::score));
  // The matches stand in the candidates' order with the same scores.
  std::size_t at = 0;
  for (const Match& match : mapping.matches) {
    while (at < mapping.candidates.size() && (mapping.candidates[at].source != match.pair.source ||
                                              mapping.candidates[at].target != match.pair.target)) {
      ++at;
    }
    ASSERT_LT(at, mapping.candidates.size());
    EXPECT_EQ(mapping.candidates[at].score, match.pair.score);
  }
}

TEST(Match, KeepsTheBestCandidatesOfEachSourceColumn) {
  const Mapping all = mapped(people(), staff(), {.all_candidates = true});
  const Mapping top = mapped(people(), staff(), {.top_k = 2});
  EXPECT_EQ(top.candidates.size(), 10U);
  std::map<std::size_t, std::vector<std::size_t>> best;
  for (const Candidate& candidate : all.candidates) {
    if (best[candidate.source].size() < 2) {
      best[candidate.source].push_back(candidate.target);
    }
  }
  for (const Candidate& candidate : top.candidates) {
    EXPECT_TRUE(std::ranges::count(best[candidate.source], candidate.target) == 1);
  }
  EXPECT_THAT(mapped(people(), staff(), {.top_k = 0}).candidates, IsEmpty());
}

TEST(Match, HoldsToTheThreshold) {
  EXPECT_THAT(mapped(people(), staff(), {.threshold = 1}).matches, IsEmpty());
  const Mapping lenient = mapped(people(), staff(), {.threshold = 0});
  EXPECT_GE(lenient.matches.size(), mapped(people(), staff()).matches.size());
  GramEmbedder embedder;
  EXPECT_EQ(match(people(), staff(), embedder, {.threshold = 1.5}).error().code,
            Code::invalid_argument);
}

/// That the two mappings are of the same columns in the same order, and how far their scores
/// differ.
double greatest_difference(const Mapping& before, const Mapping& after) {
  double most = 0;
  EXPECT_EQ(after.candidates.size(), before.candidates.size());
  for (const Candidate& a : before.candidates) {
    const auto same = std::ranges::find_if(after.candidates, [&](const Candidate& b) {
      return before.source[a.source].name == after.source[b.source].name &&
             before.target[a.target].name == after.target[b.target].name;
    });
    EXPECT_NE(same, after.candidates.end());
    most = std::max(most, same == after.candidates.end() ? 1 : std::abs(a.score - same->score));
  }
  EXPECT_EQ(names_of(before), names_of(after));
  return most;
}

TEST(Match, HardlyDependsOnTheOrderOfColumns) {
  const Table source = people();
  const Table target = staff();
  const Mapping before = mapped(source, target, {.all_candidates = true});
  std::mt19937 random(5);
  for (int trial = 0; trial < 10; ++trial) {
    Table shuffled_source = source;
    Table shuffled_target = target;
    std::ranges::shuffle(shuffled_source.columns, random);
    std::ranges::shuffle(shuffled_target.columns, random);
    const Mapping after = mapped(shuffled_source, shuffled_target, {.all_candidates = true});
    EXPECT_LT(greatest_difference(before, after), 0.02)
        << "neighbours decide where nothing else does";
  }
}

TEST(Match, IsTheSameWhenBothTablesAreReadBackwards) {
  Table source = people();
  Table target = staff();
  const Mapping before = mapped(source, target, {.all_candidates = true});
  std::ranges::reverse(source.columns);
  std::ranges::reverse(target.columns);
  EXPECT_EQ(greatest_difference(before, mapped(source, target, {.all_candidates = true})), 0);
}

TEST(Match, EmbedsEachTextOnceInOneCall) {
  GramEmbedder embedder;
  Table source = people();
  source.columns.push_back(source.columns[1]);
  ASSERT_TRUE(match(source, staff(), embedder, {}));
  EXPECT_EQ(embedder.calls, 1);
  const std::set<std::string> distinct(embedder.seen.begin(), embedder.seen.end());
  EXPECT_EQ(distinct.size(), embedder.seen.size());
}

TEST(Match, TakesTablesWithoutColumnsOrRows) {
  EXPECT_THAT(mapped({}, {}).matches, IsEmpty());
  const Mapping half = mapped(people(), {});
  EXPECT_THAT(half.matches, IsEmpty());
  EXPECT_EQ(half.unmatched_source.size(), 5U);
  Table header_only;
  header_only.columns = {column("FirstName", {}), column("email", {})};
  EXPECT_EQ(names_of(mapped(header_only, staff())).at("FirstName"), "first_name");
}

TEST(Match, TakesOneColumn) {
  Table one;
  one.columns = {column("e-mail", {"alan@b.org", "grace@c.org"})};
  EXPECT_EQ(names_of(mapped(one, staff())).at("e-mail"), "e_mail");
}

TEST(Match, ShowsDuplicateAndEmptyNamesAsTheyAre) {
  Table source;
  source.columns = {column("x", {"Ada", "Alan"}), column("x", {"1815-12-10", "1912-06-23"}),
                    column("", {"a@b.de", "c@d.de"})};
  const Mapping mapping = mapped(source, staff(), {.all_candidates = true});
  EXPECT_EQ(mapping.source[0].name, "x");
  EXPECT_EQ(mapping.source[1].name, "x");
  EXPECT_EQ(mapping.source[2].name, "");
  EXPECT_EQ(mapping.candidates.size(), 12U);
}

TEST(Match, MapsATableToItself) {
  const Mapping mapping = mapped(people(), people());
  ASSERT_EQ(mapping.matches.size(), 5U);
  for (const Match& match : mapping.matches) {
    EXPECT_EQ(match.pair.source, match.pair.target);
  }
}

TEST(Match, TakesColumnsOfNullsOnly) {
  Table nulls;
  nulls.columns = {column("first name", {"", "", ""}), column("email", {"", "", ""})};
  const Mapping mapping = mapped(nulls, staff());
  EXPECT_EQ(mapping.source[0].null_share, 1);
  EXPECT_EQ(names_of(mapping).at("first name"), "first_name");
}

TEST(Match, TakesThousandsOfColumns) {
  Table source;
  Table target;
  constexpr int kColumns = 2000;
  for (int i = 0; i < kColumns; ++i) {
    source.columns.push_back(column("feature " + std::to_string(i * 7919), {"1", "2"}));
  }
  for (int i = 0; i < 20; ++i) {
    target.columns.push_back(column("Feature_" + std::to_string(i * 7919), {"1", "2"}));
  }
  const Mapping mapping = mapped(source, target, {.top_k = 1});
  EXPECT_EQ(mapping.candidates.size(), static_cast<std::size_t>(kColumns));
  EXPECT_EQ(mapping.unmatched_source.size() + mapping.matches.size(),
            static_cast<std::size_t>(kColumns));
}

TEST(Match, StopsWhenTold) {
  GramEmbedder embedder;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(match(people(), staff(), embedder, {}, {.stop = stop.get_token()}).error().code,
            Code::deadline);
}

TEST(Match, SaysWhenTheEmbedderFails) {
  class Failing : public GramEmbedder {
    Result<Matrix> embed(std::span<const std::string_view>, const EmbedOptions&) override {
      return Error{Code::unavailable, "the model is away"};
    }
  };
  Failing embedder;
  EXPECT_EQ(match(people(), staff(), embedder, {}).error().code, Code::unavailable);
}

}  // namespace
}  // namespace cognate::schema
