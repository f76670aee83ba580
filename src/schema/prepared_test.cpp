#include "schema/prepared.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "schema/match.h"
#include "schema/pair.h"
#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;
using ::testing::ElementsAre;
using testing::TwoTables;

Table table_of(std::initializer_list<Column> columns) {
  Table table;
  table.columns = columns;
  return table;
}

Table shop() {
  return table_of({column("price", {"1.5", "2"}), column("id", {"7", "8"}),
                   column("id", {"1", "2"}), column("city", {"Rome", "Oslo"})});
}

TEST(Prepare, PutsColumnsIntoAnOrderOfTheirOwn) {
  testing::GramEmbedder embedder;
  const PreparedTable one = *prepare(shop(), embedder);
  Table turned = shop();
  std::ranges::reverse(turned.columns);
  const PreparedTable other = *prepare(turned, embedder);
  EXPECT_EQ(one.order.front(), 3U);
  EXPECT_EQ(one.columns.front().name.raw, "city");
  ASSERT_EQ(other.columns.size(), one.columns.size());
  for (std::size_t i = 0; i < one.columns.size(); ++i) {
    EXPECT_EQ(one.columns[i].frequent, other.columns[i].frequent);
    EXPECT_EQ(one.order[i] + other.order[i], 3U);
  }
}

TEST(Prepare, KeepsEachTextsVectorOnce) {
  testing::GramEmbedder embedder;
  const PreparedTable table = *prepare(shop(), embedder);
  EXPECT_EQ(embedder.calls, 1);
  // The names "price", "id" (twice) and "city", and four texts with values.
  const VectorTable& names = table.vectors[VectorKind::name];
  EXPECT_EQ(names.rows.rows(), 3U);
  EXPECT_EQ(names.row_of[1], names.row_of[2]);
  EXPECT_EQ(table.vectors[VectorKind::values].rows.rows(), 4U);
  EXPECT_EQ(embedder.seen.size(), 7U);
}

TEST(Prepare, GivesEachOfSeveralTablesItsOwnVectors) {
  testing::GramEmbedder embedder;
  const Table a = shop();
  const Table b = table_of({column("id", {"1", "2"}), column("town", {"Rome"})});
  const Table* const tables[] = {&a, &b};
  const auto both = *prepare(tables, embedder, {});
  EXPECT_EQ(embedder.calls, 1);
  const PreparedTable alone = *prepare(b, embedder);
  for (const VectorKind kind : kVectorKinds) {
    EXPECT_EQ(both[1].vectors[kind].row_of, alone.vectors[kind].row_of);
    EXPECT_TRUE(
        std::ranges::equal(both[1].vectors[kind].rows.values(), alone.vectors[kind].rows.values()));
  }
}

TEST(Prepare, TakesATableWithoutColumns) {
  testing::GramEmbedder embedder;
  const auto prepared = prepare(Table{}, embedder);
  ASSERT_TRUE(prepared);
  EXPECT_TRUE(prepared->columns.empty());
  EXPECT_EQ(prepared->sets[SetKind::values].find(17), SetTable::kNone);
}

TEST(SetTable, FindsTheColumnsOfEveryHash) {
  SetTable table;
  // Hashes that meet in the same slot, and one that nobody has.
  table.push({{8, 16, 24}, true});
  table.push({{}, true});
  table.push({{16, 4096}, false});
  table.index();
  EXPECT_THAT(table.of(2), ElementsAre(16, 4096));
  EXPECT_THAT(table.columns_with(table.find(16)), ElementsAre(0, 2));
  EXPECT_THAT(table.columns_with(table.find(24)), ElementsAre(0));
  EXPECT_EQ(table.find(32), SetTable::kNone);
  EXPECT_EQ(table.whole[2], 0);
}

TEST(Corpus, WeighsValuesByHowFewColumnsShowThem) {
  const Column a = column("a", {"0", "1", "rare"});
  const Column b = column("b", {"0", "1"});
  const TwoTables tables({a, b, b, b}, {a});
  const Corpus corpus = tables.corpus();
  const WeightedSet& values = corpus.source()[0].sets[SetKind::values];
  ASSERT_EQ(values.hashes.size(), 3U);
  std::vector<double> weights = {values.weight(0), values.weight(1), values.weight(2)};
  std::ranges::sort(weights);
  // "rare" stands in 2 columns of 5, "0" and "1" in all.
  EXPECT_NEAR(weights[2], std::log1p(2.5) / std::log1p(5.0), kWeightUnit);
  EXPECT_NEAR(weights[0], std::log1p(1.0) / std::log1p(5.0), kWeightUnit);
  EXPECT_EQ(weights[0], weights[1]);
}

TEST(Corpus, IsNotMadeOfTablesOfTwoModels) {
  TwoTables tables({column("a", {"0"})}, {column("a", {"0"})});
  tables.target.model = "another";
  EXPECT_EQ(Corpus::of(tables.source, tables.target).error().code, Code::invalid_argument);
}

TEST(Overlap, OfSamplesLooksOnlyWhereBothLooked) {
  SetTable whole;
  whole.push({{1, 2, 50, 60}, true});
  whole.index();
  SetTable cut;
  cut.push({{1, 2, 3}, false});
  cut.index();
  const WeighedSets sets(whole, cut);
  const Overlap overlap = overlap_of(sets.source(0), sets.target(0));
  EXPECT_EQ(overlap.common_count, 2U);
  EXPECT_EQ(overlap.a_count, 2U);  // 50 and 60 lie beyond what `cut` tells
  EXPECT_EQ(overlap.b_count, 3U);
}

TEST(RowOfPairs, GivesThePairsThatCompareGives) {
  const TwoTables tables(
      {column("city", {"Paris", "London", "Rome"}), column("n", {"1", "2", "3"})},
      {column("town", {"paris", "Oslo"}), column("count", {"3", "4"}), column("city name", {})});
  const Corpus corpus = tables.corpus();
  RowOfPairs row(corpus);
  const std::vector<std::uint32_t> all = {0, 1, 2};
  const std::vector<std::uint32_t> some = {0, 2};
  for (std::size_t source = 0; source < 2; ++source) {
    for (const auto* targets : {&all, &some}) {
      row.start(source, *targets);
      for (std::size_t place = 0; place < targets->size(); ++place) {
        const Pair one = row.pair(place);
        const Pair other = compare(corpus.source()[source], corpus.target()[(*targets)[place]]);
        EXPECT_EQ(one.short_bits, other.short_bits);
        for (const VectorKind kind : kVectorKinds) {
          EXPECT_EQ(one.products[kind], other.products[kind]);
        }
        for (const SetKind kind : kSetKinds) {
          EXPECT_EQ(one.overlaps[kind].common, other.overlaps[kind].common);
          EXPECT_EQ(one.overlaps[kind].common_count, other.overlaps[kind].common_count);
          EXPECT_EQ(one.overlaps[kind].a, other.overlaps[kind].a);
          EXPECT_EQ(one.overlaps[kind].b_count, other.overlaps[kind].b_count);
        }
      }
    }
  }
}

TEST(Prepare, ReadsNamesByTheVocabularyThatIsGiven) {
  testing::GramEmbedder embedder;
  Table ours;
  ours.columns.push_back(testing::column("lohnkz", {"L1", "L3"}));
  Table theirs;
  theirs.columns.push_back(testing::column("wage type", {"hourly", "monthly"}));
  const auto own = Vocabulary::with("lohnkz = wage type", "own.txt");
  ASSERT_TRUE(own);
  const auto score = [&](const Vocabulary* vocabulary) {
    const auto mapping =
        match(ours, theirs, embedder, {.all_candidates = true}, {.vocabulary = vocabulary});
    return mapping->candidates.front().score;
  };
  EXPECT_GT(score(&*own), score(nullptr));
}

}  // namespace
}  // namespace cognate::schema
