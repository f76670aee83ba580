// What cognate/store.h promises, point by point, on every back end and metric.

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "store/conformance/oracle.h"
#include "store/conformance/suite.h"

namespace cognate::store::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Contract : public ::testing::TestWithParam<Setting> {
 protected:
  static constexpr std::size_t kDimension = 4;

  static Document document(std::string id, std::vector<float> vector, Payload payload = {}) {
    return {.id = std::move(id), .vector = std::move(vector), .payload = std::move(payload)};
  }

  void put(const std::vector<Document>& documents) {
    const Status status = store_->upsert(documents);
    ASSERT_TRUE(status) << status.error().message;
  }

  /// Five documents at rising distances from {1, 0, 0, 0}, under every metric; n counts them.
  void put_five() {
    const std::vector<std::vector<float>> vectors = {
        {1, 0, 0, 0}, {.875, .25, 0, 0}, {.75, .5, 0, 0}, {.5, .75, 0, 0}, {0, 1, 0, 0}};
    std::vector<Document> documents;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      documents.push_back(document(std::string(1, static_cast<char>('a' + i)), vectors[i],
                                   {{"n", static_cast<std::int64_t>(i)}, {"odd", i % 2 == 1}}));
    }
    put(documents);
  }

  Hits search(SearchQuery query) {
    query.exact = true;
    const auto answers = store_->search({&query, 1});
    EXPECT_TRUE(answers) << answers.error().message;
    return answers ? answers->front() : Hits();
  }

  static std::vector<std::string> ids(const Hits& hits) {
    std::vector<std::string> result;
    std::ranges::transform(hits, std::back_inserter(result), &Hit::id);
    return result;
  }
  static std::vector<std::string> ids(const std::vector<Document>& documents) {
    std::vector<std::string> result;
    std::ranges::transform(documents, std::back_inserter(result), &Document::id);
    return result;
  }

  const std::vector<float> east_ = {1, 0, 0, 0};
  const Setting setting_ = GetParam();
  TestStore store_{setting_, kDimension};
};

TEST_P(Contract, TheNearestComeFirstWithScoresBetweenThem) {
  put_five();
  const Hits hits = search({.vector = east_});
  EXPECT_THAT(ids(hits), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_NEAR(hits[0].score, 1, 1e-6);
  EXPECT_NEAR(hits[0].distance, 0, 1e-6);
  const double far = setting_.metric == Metric::l2 ? 2 : 1;
  EXPECT_NEAR(hits[4].distance, far, 1e-6);
  EXPECT_NEAR(hits[4].score, setting_.metric == Metric::l2 ? 1. / 3 : .5, 1e-6);
}

TEST_P(Contract, FewerThanTopKWhereThereAreNoMoreAndNoneWhereNoneAreWanted) {
  EXPECT_THAT(search({.vector = east_, .top_k = 3}), IsEmpty());
  put_five();
  EXPECT_THAT(ids(search({.vector = east_, .top_k = 2})), ElementsAre("a", "b"));
  EXPECT_EQ(search({.vector = east_, .top_k = 100'000}).size(), 5);
  EXPECT_THAT(search({.vector = east_, .top_k = 0}), IsEmpty());
}

TEST_P(Contract, TheOffsetLeavesOutTheBestAndMayGoBeyondAll) {
  put_five();
  EXPECT_THAT(ids(search({.vector = east_, .top_k = 2, .offset = 1})), ElementsAre("b", "c"));
  EXPECT_THAT(ids(search({.vector = east_, .top_k = 9, .offset = 4})), ElementsAre("e"));
  EXPECT_THAT(search({.vector = east_, .top_k = 9, .offset = 5}), IsEmpty());
}

TEST_P(Contract, TheThresholdCutsWhatScoresLess) {
  put_five();
  const Hits all = search({.vector = east_});
  EXPECT_THAT(ids(search({.vector = east_, .score_threshold = all[2].score})),
              ElementsAre("a", "b", "c"));
  EXPECT_THAT(search({.vector = east_, .score_threshold = 1.5}), IsEmpty());
  EXPECT_EQ(search({.vector = east_, .score_threshold = -INFINITY}).size(), 5);
}

TEST_P(Contract, AFilterBeforeTheSearchFillsTheHitsAndOneAfterItThinsThem) {
  put_five();
  const Filter odd = *parse_filter("odd = true");
  EXPECT_THAT(ids(search({.vector = east_, .top_k = 2, .filter = odd})), ElementsAre("b", "d"));
  EXPECT_THAT(ids(search({.vector = east_, .top_k = 2, .filter = odd, .pre_filter = false})),
              ElementsAre("b"));
  EXPECT_THAT(search({.vector = east_, .filter = *parse_filter("nowhere = 1")}), IsEmpty());
  EXPECT_EQ(search({.vector = east_, .filter = *parse_filter("nowhere != 1")}).size(), 5);
}

TEST_P(Contract, HitsCarryWhatWasAskedForAndFieldsThatAreNotThereAreLeftOut) {
  Document full = document("x", {3, 0, 4, 0}, {{"a", std::int64_t{1}}, {"b", std::string("two")}});
  full.text = "words";
  put({full});
  const Hit plain = search({.vector = east_})[0];
  EXPECT_EQ(plain.payload, full.payload);
  EXPECT_EQ(plain.text, std::nullopt);
  EXPECT_THAT(plain.vector, IsEmpty());
  const Hit chosen =
      search({.vector = east_, .with = {.payload = true, .fields = {"b", "c"}, .vector = true}})[0];
  EXPECT_EQ(chosen.payload, (Payload{{"b", std::string("two")}}));
  EXPECT_EQ(chosen.text, "words");
  EXPECT_EQ(chosen.vector, kept(setting_.metric, full.vector));
  EXPECT_EQ(search({.vector = east_, .with = {.payload = false}})[0].payload, Payload());
}

TEST_P(Contract, ADocumentThatIsWrittenAgainReplacesTheOldOneWholly) {
  put_five();
  put({document("a", {0, 0, 1, 0}, {{"new", true}})});
  const auto documents = store_->get(std::vector<std::string>{"a"}, {.vector = true});
  ASSERT_EQ(documents->size(), 1);
  EXPECT_EQ(documents->front().payload, (Payload{{"new", true}}));
  EXPECT_THAT(documents->front().vector, ElementsAre(0, 0, 1, 0));
  EXPECT_EQ(search({.vector = east_}).size(), 5);
  EXPECT_EQ(search({.vector = east_})[0].id, "b");
  EXPECT_EQ(store_->stats()->documents, 5);
}

TEST_P(Contract, OfOneIdTwiceInACallTheLastWins) {
  put({document("x", {1, 0, 0, 0}), document("y", {0, 1, 0, 0}), document("x", {0, 0, 1, 0})});
  EXPECT_EQ(store_->stats()->documents, 2);
  const auto page = store_->scan({.with = {.vector = true}});
  EXPECT_THAT(ids(page->documents), ElementsAre("y", "x"));
  EXPECT_THAT(page->documents[1].vector, ElementsAre(0, 0, 1, 0));
}

TEST_P(Contract, OfEqualDistancesTheOneWrittenFirstComesFirst) {
  put({document("z", {1, 0, 0, 0}), document("m", {1, 0, 0, 0}), document("a", {1, 0, 0, 0})});
  EXPECT_THAT(ids(search({.vector = east_})), ElementsAre("z", "m", "a"));
  put({document("z", {1, 0, 0, 0})});
  EXPECT_THAT(ids(search({.vector = east_})), ElementsAre("m", "a", "z"));
}

TEST_P(Contract, ErasingCountsWhatWasThereAndKnowsNoUnknownIds) {
  put_five();
  EXPECT_EQ(*store_->erase({.ids = {"a", "nobody", "a", ""}}), 1);
  EXPECT_EQ(*store_->erase({.ids = {"b", "c"}, .filter = *parse_filter("odd = true")}), 3);
  EXPECT_THAT(ids(search({.vector = east_})), ElementsAre("e"));
  EXPECT_EQ(*store_->erase({.filter = Filter()}), 1);
  EXPECT_EQ(store_->stats()->documents, 0);
  EXPECT_THAT(search({.vector = east_}), IsEmpty());
}

TEST_P(Contract, GetKeepsTheOrderOfTheIdsAndLeavesOutUnknownOnes) {
  put_five();
  const std::vector<std::string> wanted = {"c", "nobody", "a", "c"};
  EXPECT_THAT(ids(*store_->get(wanted, {})), ElementsAre("c", "a", "c"));
  EXPECT_THAT(*store_->get({}, {}), IsEmpty());
}

TEST_P(Contract, AScanShowsEachDocumentOnceWhateverIsWrittenMeanwhile) {
  put_five();
  auto page = store_->scan({.limit = 2});
  EXPECT_THAT(ids(page->documents), ElementsAre("a", "b"));
  put({document("b", {1, 1, 1, 1}), document("d", {1, 1, 1, 1}), document("new", {1, 1, 1, 1})});
  page = store_->scan({.cursor = page->cursor, .limit = 2});
  EXPECT_THAT(ids(page->documents), ElementsAre("c", "e"));
  EXPECT_EQ(page->cursor, "");
}

TEST_P(Contract, EverythingIsThereAfterClosingAndOpening) {
  put_five();
  ASSERT_EQ(*store_->erase({.ids = {"c"}}), 1);
  const Hits before = search({.vector = east_});
  store_.reopen();
  EXPECT_EQ(ids(search({.vector = east_})), ids(before));
  put({document("f", {1, 0, 0, 0})});
  store_.reopen();
  EXPECT_THAT(ids(search({.vector = east_})), ElementsAre("a", "f", "b", "d", "e"));
  EXPECT_TRUE(store_->maintain(Chore::verify));
}

TEST_P(Contract, EveryChoreLeavesTheAnswersAsTheyWere) {
  put_five();
  ASSERT_EQ(*store_->erase({.ids = {"b"}}), 1);
  for (const Chore chore : {Chore::flush, Chore::verify, Chore::compact, Chore::rebuild}) {
    const Status status = store_->maintain(chore);
    EXPECT_TRUE(status) << status.error().message;
    EXPECT_THAT(ids(search({.vector = east_})), ElementsAre("a", "c", "d", "e"));
  }
  EXPECT_EQ(store_->stats()->documents, 4);
}

TEST_P(Contract, CompactingLetsGoOfWhatWasErased) {
  put_five();
  ASSERT_EQ(*store_->erase({.ids = {"b", "c", "d"}}), 3);
  ASSERT_TRUE(store_->maintain(Chore::flush));  // a saved index still holds them
  ASSERT_TRUE(store_->maintain(Chore::compact));
  EXPECT_EQ(store_->stats()->erased, 0);
  EXPECT_THAT(ids(search({.vector = east_})), ElementsAre("a", "e"));
  store_.reopen();
  EXPECT_EQ(store_->stats()->erased, 0);
  EXPECT_THAT(ids(search({.vector = east_})), ElementsAre("a", "e"));
}

TEST_P(Contract, StatsSayWhatTheStoreIs) {
  put_five();
  const auto stats = store_->stats();
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->provider, setting_.backend->name);
  EXPECT_EQ(stats->documents, 5);
  EXPECT_EQ(stats->dimension, kDimension);
  EXPECT_EQ(stats->metric, setting_.metric);
  EXPECT_NE(stats->index, "");
  EXPECT_GT(stats->disk_bytes, 0);
}

TEST_P(Contract, SeveralMayReadAtOnceAndNoneOfThemWrites) {
  put_five();
  store_.reopen({.read_only = true});
  const auto second = open_durable_store(*setting_.backend, store_.path(), {.read_only = true});
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(search({.vector = east_}).size(), 5);
  const SearchQuery query{.vector = {1, 0, 0, 0}, .exact = true};
  EXPECT_EQ((*(*second)->search({&query, 1}))[0].size(), 5);
  const Status refused = store_->upsert(std::vector<Document>{document("x", {1, 0, 0, 0})});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ(store_->erase({.ids = {"a"}}).error().code, Code::unavailable);
  EXPECT_EQ(store_->maintain(Chore::compact).error().code, Code::unavailable);
  EXPECT_TRUE(store_->maintain(Chore::verify));
}

TEST_P(Contract, WhileOneHasItOpenNobodyElseMay) {
  for (const bool read_only : {false, true}) {
    const auto second =
        open_durable_store(*setting_.backend, store_.path(), {.read_only = read_only});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Code::unavailable);
    EXPECT_THAT(second.error().message, HasSubstr(store_.path()));
    EXPECT_THAT(second.error().message, HasSubstr("another process has this store open"));
  }
}

TEST_P(Contract, AStoppedSearchSaysSoOrWasThroughAlready) {
  put_five();
  std::stop_source stop;
  stop.request_stop();
  const SearchQuery query{.vector = {1, 0, 0, 0}};
  const auto answers = store_->search({&query, 1}, stop.get_token());
  if (!answers) {
    EXPECT_EQ(answers.error().code, Code::deadline);
  }
}

/// Unlike those before, not exact: as a user asks.
TEST_P(Contract, AnApproximateSearchFindsWhatItPromises) {
  constexpr std::size_t kDocuments = 3000;
  constexpr std::size_t kQueries = 50;
  constexpr std::size_t kTopK = 10;
  TestStore store(setting_, 32);
  Oracle oracle(setting_.metric);
  std::mt19937_64 engine(7);
  std::normal_distribution<float> normal;
  const auto vector = [&] {
    std::vector<float> numbers(32);
    std::ranges::generate(numbers, [&] { return normal(engine); });
    return numbers;
  };
  std::vector<Document> documents;
  for (std::size_t i = 0; i < kDocuments; ++i) {
    documents.push_back(document(std::to_string(i), vector()));
  }
  ASSERT_TRUE(store->upsert(documents));
  ASSERT_TRUE(store->maintain(Chore::compact));
  oracle.upsert(documents);
  std::size_t found = 0;
  for (std::size_t i = 0; i < kQueries; ++i) {
    const SearchQuery query{.vector = vector(), .top_k = kTopK};
    const auto hits = ids((*store->search({&query, 1}))[0]);
    const auto wanted = ids(oracle.search(query));
    const std::set<std::string> truth(wanted.begin(), wanted.end());
    EXPECT_EQ(hits.size(), kTopK);
    found += static_cast<std::size_t>(
        std::ranges::count_if(hits, [&](const std::string& id) { return truth.contains(id); }));
  }
  EXPECT_GE(static_cast<double>(found) / (kQueries * kTopK), .95);
}

INSTANTIATE_TEST_SUITE_P(Conformance, Contract, ::testing::ValuesIn(all_settings()),
                         [](const auto& one) { return name_of(one.param); });

}  // namespace
}  // namespace cognate::store::conformance
