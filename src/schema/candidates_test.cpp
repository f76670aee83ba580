#include "schema/candidates.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>

#include "schema/match.h"
#include "schema/score.h"
#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;
using testing::GramEmbedder;

const Effort kLikely{.all_pairs_max = 0};

/// A name of three letter salads: no two alike.
std::string salad(std::mt19937& random) {
  std::string name;
  for (int i = 0; i < 12; ++i) {
    name += static_cast<char>('a' + random() % 26);
    name += i == 3 || i == 7 ? "_" : "";
  }
  return name;
}

Column with_values(std::string name, const std::string& stem, std::mt19937& random) {
  Column out;
  out.name = std::move(name);
  for (int i = 0; i < 20; ++i) {
    out.cells.push(stem + std::to_string(random() % 1000));
  }
  return out;
}

/// Many columns that have nothing to do with each other.
Table strangers(std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  Table table;
  for (std::size_t i = 0; i < columns; ++i) {
    table.columns.push_back(with_values(salad(random), salad(random), random));
  }
  return table;
}

struct Prepared {
  Prepared(const Table& source_table, const Table& target_table) {
    GramEmbedder embedder;
    source = *prepare(source_table, embedder);
    target = *prepare(target_table, embedder);
  }
  PreparedTable source;
  PreparedTable target;
};

/// Names of source and target of all pairs.
std::set<std::pair<std::string, std::string>> names_of(const PairMatrix& pairs,
                                                       const Prepared& tables) {
  std::set<std::pair<std::string, std::string>> out;
  for (std::size_t row = 0; row < pairs.rows; ++row) {
    for (const std::uint32_t target : pairs.columns_of(row)) {
      out.emplace(tables.source.columns[row].name.raw, tables.target.columns[target].name.raw);
    }
  }
  return out;
}

/// Some columns with one partner each among many strangers, by name, short form or values.
std::pair<Table, Table> partners() {
  std::mt19937 random(3);
  Table source = strangers(60, 1);
  Table target = strangers(900, 2);
  const auto both = [&](Column a, Column b) {
    source.columns.push_back(std::move(a));
    target.columns.push_back(std::move(b));
  };
  both(column("PostalCode", {}), column("postal_code", {}));
  both(column("participant birth date", {}), column("prtcpntbrthdt", {}));
  both(column("CustAccNo", {}), column("customer_account_number", {}));
  both(column("qq", {"Lisbon", "Ankara", "Quito", "Dhaka"}),
       column("ww", {"lisbon", "ANKARA", "Quito", "Hanoi"}));
  both(column("remark", {"left upper lobe of the lung", "pancreas head"}),
       column("finding", {"carcinoma, pancreas", "lobe unknown"}));
  both(column("shipment weight", {}), column("weight of shipment", {}));
  std::ranges::shuffle(target.columns, random);
  return {source, target};
}

TEST(Candidates, AreAllPairsWhereTheseAreFew) {
  const Prepared tables(strangers(3, 1), strangers(5, 2));
  const auto pairs = pairs_to_compare(*Corpus::of(tables.source, tables.target), {});
  EXPECT_EQ(pairs->size(), 15U);
  const auto none = pairs_to_compare(*Corpus::of(tables.source, Prepared({}, {}).target), {});
  EXPECT_EQ(none->size(), 0U);
}

TEST(Candidates, OfManyPairsAreFewAndHoldThoseThatFit) {
  const auto [source, target] = partners();
  const Prepared tables(source, target);
  const Corpus corpus = *Corpus::of(tables.source, tables.target);
  const PairMatrix pairs = *pairs_to_compare(corpus, kLikely);
  const auto names = names_of(pairs, tables);
  EXPECT_TRUE(names.contains({"PostalCode", "postal_code"}));
  EXPECT_TRUE(names.contains({"participant birth date", "prtcpntbrthdt"}));
  EXPECT_TRUE(names.contains({"CustAccNo", "customer_account_number"}));
  EXPECT_TRUE(names.contains({"qq", "ww"}));
  EXPECT_TRUE(names.contains({"remark", "finding"}));
  EXPECT_TRUE(names.contains({"shipment weight", "weight of shipment"}));
  for (std::size_t row = 0; row < pairs.rows; ++row) {
    EXPECT_LE(pairs.columns_of(row).size(), limits::kCandidatesMax);
    EXPECT_TRUE(std::ranges::is_sorted(pairs.columns_of(row)));
  }
  EXPECT_LT(pairs.size(), pairs.rows * pairs.columns / 2);
}

TEST(Candidates, OfASmallTargetAreFoundFromTheTarget) {
  const auto [source, target] = partners();
  const Prepared tables(source, target);
  const Prepared turned(target, source);
  const PairMatrix pairs = *pairs_to_compare(*Corpus::of(tables.source, tables.target), kLikely);
  const PairMatrix other = *pairs_to_compare(*Corpus::of(turned.source, turned.target), kLikely);
  const PairMatrix back = other.transposed();
  EXPECT_EQ(other.rows, pairs.columns);
  EXPECT_EQ(back.begins, pairs.begins);
  EXPECT_EQ(back.column_of, pairs.column_of);
}

TEST(Candidates, HaveTheEvidenceThatTheyHaveAmongAllPairs) {
  const auto [source, target] = partners();
  const Prepared tables(source, target);
  const Corpus corpus = *Corpus::of(tables.source, tables.target);
  PairMatrix all = *pairs_to_compare(corpus, {});
  PairMatrix likely = *pairs_to_compare(corpus, kLikely);
  ASSERT_LT(likely.size(), all.size());
  ASSERT_TRUE(fill_evidence(corpus, {}, all));
  ASSERT_TRUE(fill_evidence(corpus, {}, likely));
  double best_left_out = -100;
  double left_out_odds = 0;
  double estimate = 0;
  for (std::size_t row = 0; row < all.rows; ++row) {
    for (const std::uint32_t at : all.columns_of(row)) {
      const std::size_t place = likely.find(row, at);
      if (place < likely.size()) {
        EXPECT_EQ(likely.values[place], all.at(row, at));
      } else {
        best_left_out = std::max(best_left_out, static_cast<double>(all.at(row, at)));
        left_out_odds += std::exp(static_cast<double>(all.at(row, at)));
      }
    }
    estimate += likely.left_out_odds[row] *
                static_cast<double>(likely.columns - likely.columns_of(row).size());
  }
  EXPECT_LT(score_of(best_left_out), default_threshold()) << "what is left out is no match";
  EXPECT_NEAR(estimate / left_out_odds, 1, 0.2);
}

using Shown = std::map<std::pair<std::string, std::string>, double>;

Shown shown(const Mapping& mapping) {
  Shown out;
  for (const Candidate& pair : mapping.candidates) {
    out[{mapping.source[pair.source].name, mapping.target[pair.target].name}] = pair.score;
  }
  return out;
}

TEST(LikelyPairs, AreTheSameForEveryNumberOfThreadsAndOrderOfColumns) {
  auto [source, target] = partners();
  GramEmbedder embedder;
  const MatchOptions all{.all_candidates = true};
  const auto answer = [&](std::size_t threads) {
    return *match(source, target, embedder, all, {.threads = threads, .all_pairs_max = 0});
  };
  const Mapping one = answer(1);
  for (const std::size_t threads : {std::size_t{2}, std::size_t{5}}) {
    const Mapping other = answer(threads);
    ASSERT_EQ(other.candidates.size(), one.candidates.size());
    for (std::size_t i = 0; i < one.candidates.size(); ++i) {
      EXPECT_EQ(one.candidates[i].source, other.candidates[i].source);
      EXPECT_EQ(one.candidates[i].target, other.candidates[i].target);
      EXPECT_EQ(one.candidates[i].score, other.candidates[i].score);
    }
  }
  std::mt19937 random(8);
  std::ranges::shuffle(source.columns, random);
  std::ranges::shuffle(target.columns, random);
  EXPECT_EQ(shown(answer(2)), shown(one));
}

TEST(LikelyPairs, LeadToTheMatchesOfAllPairs) {
  const auto [source, target] = partners();
  GramEmbedder embedder;
  const auto matches = [&](const Effort& effort) {
    std::set<std::pair<std::size_t, std::size_t>> out;
    // Low: among so many strangers a doubtful pair is rather chance.
    const Mapping mapping = *match(source, target, embedder, {.threshold = 0.001}, effort);
    for (const Match& found : mapping.matches) {
      out.emplace(found.pair.source, found.pair.target);
    }
    return out;
  };
  const auto of_all = matches({});
  EXPECT_GE(of_all.size(), 5U);
  EXPECT_EQ(matches(kLikely), of_all);
}

TEST(LikelyPairs, BowToWishes) {
  const auto [source, target] = partners();
  GramEmbedder embedder;
  const std::string stranger = target.columns[5].name;
  const Mapping mapping = *match(source, target, embedder,
                                 {.locked = {{source.columns[2].name, stranger}},
                                  .forbidden = {{"PostalCode", "postal_code"}}},
                                 kLikely);
  bool locked = false;
  for (const Match& found : mapping.matches) {
    locked =
        locked || (found.pair.source == 2 && mapping.target[found.pair.target].name == stranger);
    EXPECT_NE(mapping.source[found.pair.source].name, "PostalCode");
  }
  EXPECT_TRUE(locked);
}

TEST(LikelyPairs, OfColumnsWithoutNamesOrValuesAreStillAnswered) {
  Table nothing;
  for (int i = 0; i < 300; ++i) {
    nothing.columns.push_back(column("", {"", ""}));
  }
  GramEmbedder embedder;
  const auto mapping = match(nothing, strangers(400, 4), embedder, {}, kLikely);
  ASSERT_TRUE(mapping);
  EXPECT_TRUE(mapping->matches.empty());
  EXPECT_EQ(mapping->unmatched_source.size(), 300U);
}

TEST(LikelyPairs, OfTwoThousandEqualNamesAreAnswered) {
  const auto table = [](const char* name) {
    Table out;
    for (int i = 0; i < 2000; ++i) {
      out.columns.push_back(column(name, {std::to_string(i), "x"}));
    }
    return out;
  };
  GramEmbedder embedder;
  const auto mapping = match(table("value"), table("Value"), embedder, {.top_k = 1});
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->candidates.size(), 2000U);
}

TEST(LikelyPairs, OfACatalogueOfAHundredThousandNamesAreFoundInIt) {
  constexpr int kColumns = 100'000;
  Table catalogue;
  std::mt19937 random(6);
  for (int i = 0; i < kColumns; ++i) {
    catalogue.columns.push_back(column(salad(random), {}));
  }
  catalogue.columns[70'001].name = "date_of_birth";
  Table source;
  source.columns = {column("DateOfBirth", {}), column("birth dt", {}), column("zzz", {})};
  GramEmbedder embedder;
  const auto mapping = match(source, catalogue, embedder, {.top_k = 3});
  ASSERT_TRUE(mapping);
  ASSERT_FALSE(mapping->candidates.empty());
  EXPECT_EQ(mapping->candidates[0].source, 0U);
  EXPECT_EQ(mapping->candidates[0].target, 70'001U);
  EXPECT_EQ(mapping->target.size(), static_cast<std::size_t>(kColumns));
}

TEST(Prepared, TablesGiveTheMappingOfTheTablesTheyWereMadeFrom) {
  const auto [source, target] = partners();
  GramEmbedder embedder;
  const MatchOptions all{.all_candidates = true};
  const Prepared tables(source, target);
  const Mapping prepared = *match(tables.source, tables.target, all);
  const Mapping direct = *match(source, target, embedder, all);
  ASSERT_EQ(prepared.candidates.size(), direct.candidates.size());
  for (std::size_t i = 0; i < direct.candidates.size(); ++i) {
    EXPECT_EQ(prepared.candidates[i].source, direct.candidates[i].source);
    EXPECT_EQ(prepared.candidates[i].target, direct.candidates[i].target);
    EXPECT_EQ(prepared.candidates[i].score, direct.candidates[i].score);
  }
}

}  // namespace
}  // namespace cognate::schema
