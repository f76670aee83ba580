// The small parts of the service: cache levels, token estimates, the memory budget, warming, the
// monitor.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/faulty_file_system.h"
#include "embed/cache_levels.h"
#include "embed/monitor.h"
#include "embed/test_fakes.h"
#include "embed/token_estimate.h"
#include "embed/warm.h"

namespace cognate::embed {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace testing_fakes;

/// A level that counts how many keys it was asked for.
class CountingCache final : public Cache {
 public:
  void get(std::span<CacheGet> wanted) override {
    asked += wanted.size();
    for (CacheGet& get : wanted) {
      const auto found = vectors.find(get.key.low);
      get.found = found != vectors.end();
      if (get.found) {
        std::ranges::copy(found->second, get.vector.begin());
      }
    }
  }
  void put(std::span<const CachePut> news) override {
    for (const CachePut& put : news) {
      vectors[put.key.low] = {put.vector.begin(), put.vector.end()};
    }
  }
  CacheCounters counters() const override { return {}; }

  std::map<std::uint64_t, std::vector<float>> vectors;
  std::size_t asked = 0;
};

TEST(CacheLevels, AFartherLevelIsAskedForWhatTheNearerOnesMissAndTheyGetItToo) {
  CountingCache near;
  CountingCache far;
  near.vectors[1] = {1};
  far.vectors[1] = {-1};
  far.vectors[2] = {2};
  const CacheLevels levels({&near, &far});
  std::array<float, 3> vectors = {0, 0, 0};
  std::vector<CacheGet> wanted;
  for (std::uint64_t key = 1; key <= 3; ++key) {
    wanted.push_back({.key = {.low = key}, .vector = std::span(vectors).subspan(key - 1, 1)});
  }
  levels.get(wanted);
  EXPECT_THAT(vectors, ElementsAre(1, 2, 0));
  EXPECT_TRUE(wanted[0].found && wanted[1].found && !wanted[2].found);
  EXPECT_EQ(near.asked, 3U);
  EXPECT_EQ(far.asked, 2U);
  EXPECT_EQ(near.vectors.at(2), std::vector<float>{2}) << "brought nearer";
  levels.put(std::vector<CachePut>{{.key = {.low = 3}, .vector = vectors}});
  EXPECT_TRUE(near.vectors.contains(3) && far.vectors.contains(3));
}

TEST(CacheLevels, NoLevelFindsNothing) {
  const CacheLevels none({});
  std::vector<CacheGet> wanted(1);
  none.get(wanted);
  EXPECT_FALSE(wanted[0].found);
  EXPECT_TRUE(none.empty());
}

TEST(TokenEstimate, CountsStartedFivesOfLettersAndEveryOtherMark) {
  EXPECT_EQ(token_estimate("", 512), 2U);
  EXPECT_EQ(token_estimate("birth", 512), 3U);
  EXPECT_EQ(token_estimate("births", 512), 4U);
  EXPECT_EQ(token_estimate("date of birth", 512), 5U);
  EXPECT_EQ(token_estimate("cust_id: 17", 512), 2U + 5U);
  EXPECT_EQ(token_estimate("\xC3\xA9\xE6\x97\xA5", 512), 4U) << "two characters of UTF-8";
}

TEST(TokenEstimate, NeverSaysMoreThanTheModelTakes) {
  EXPECT_EQ(token_estimate(std::string(10'000'000, 'x'), 256), 256U);
  EXPECT_EQ(token_estimate("a b c d e", 2), 2U);
}

TEST(MemoryBudget, TakesAllOrNothingAndGivesBack) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.reserve(60));
  {
    const MemoryHold hold(budget, 60);
    EXPECT_FALSE(budget.reserve(41));
    EXPECT_TRUE(budget.reserve(40));
    budget.release(40);
  }
  EXPECT_EQ(budget.used(), 0U);
  EXPECT_FALSE(budget.reserve(101));
  EXPECT_FALSE(budget.reserve(~std::size_t{0}));
}

TEST(Warm, EmbedsEachLineOnceAndLeavesTheVectorsInTheCache) {
  House house;
  house.stage.gate.open();
  FaultyFileSystem fs;
  fs.put("/warm.txt", "one\r\n\ntwo\nthree");
  const auto warmed = warm(*house.service, fs, "/warm.txt", {});
  ASSERT_TRUE(warmed) << warmed.error().message;
  EXPECT_EQ(*warmed, 3U);
  EXPECT_TRUE(is_right(house.submit({"two", "one", "three"}).get(), {"two", "one", "three"}));
  EXPECT_EQ(house.stage.calls_so_far().size(), 1U);
}

TEST(Warm, SaysWhichFileWasWrong) {
  House house;
  house.stage.gate.open();
  FaultyFileSystem fs;
  EXPECT_EQ(warm(*house.service, fs, "/none.txt", {}).error().code, Code::not_found);
  fs.put("/long.txt", std::string(limits::kTextBytesMax + 1, 'x'));
  EXPECT_THAT(warm(*house.service, fs, "/long.txt", {}).error().message,
              HasSubstr("/long.txt: text 1 has 16.0 MB"));
}

/// A monitor with a clock and a memory of its own.
class Monitor : public testing::Test {
 protected:
  FakeClock clock;
  std::size_t resident = 50;
  MetricsRegistry registry;
  ServiceMetrics metrics{registry};
  ServiceMonitor monitor{registry,
                         {.memory_limit_bytes = 100,
                          .resident_bytes = [this] { return resident; },
                          .now = [this] { return clock.now(); }}};

  std::vector<std::string> alerts() {
    std::vector<std::string> names;
    for (const PerformanceAlert& alert : monitor.check_performance_alerts()) {
      names.push_back(alert.name);
    }
    return names;
  }
};

TEST_F(Monitor, WithoutAnyWorkThereIsNothingToWorryAbout) {
  EXPECT_THAT(alerts(), ElementsAre());
  EXPECT_EQ(monitor.metrics().memory_usage, .5);
  EXPECT_EQ(monitor.metrics().cache_hit_rate, 0);
}

TEST_F(Monitor, EveryThresholdAlertsByItsNameAndSaysHowFarItIs) {
  metrics.seconds_per_text.observe(.2, 10);
  monitor.record_search(.06);
  resident = 81;
  metrics.hits.add(69);
  metrics.misses.add(31);
  metrics.requests.add(100);
  metrics.failed.add(2);
  EXPECT_THAT(alerts(), ElementsAre("embedding_generation_time", "similarity_search_time",
                                    "memory_usage", "cache_hit_rate", "error_rate"));
  const auto first = monitor.check_performance_alerts().at(0);
  EXPECT_DOUBLE_EQ(first.value, .2);
  EXPECT_DOUBLE_EQ(first.limit, .1);
  EXPECT_EQ(first.text, "embedding a column takes long: 200 ms, and 100 are the limit");
}

TEST_F(Monitor, AtTheThresholdThereIsNoAlert) {
  metrics.seconds_per_text.observe(.1, 8);
  monitor.record_search(.05);
  resident = 80;
  metrics.hits.add(70);
  metrics.misses.add(30);
  metrics.requests.add(100);
  metrics.failed.add(1);
  EXPECT_THAT(alerts(), ElementsAre());
}

TEST_F(Monitor, RatesOfAFewObservationsAreNotJudged) {
  metrics.misses.add(99);
  metrics.requests.add(99);
  metrics.failed.add(99);
  EXPECT_THAT(alerts(), ElementsAre());
  metrics.misses.add(1);
  metrics.requests.add(1);
  EXPECT_THAT(alerts(), ElementsAre("cache_hit_rate", "error_rate"));
}

TEST_F(Monitor, WhatIsOlderThanTheWindowIsForgotten) {
  metrics.requests.add(100);
  metrics.failed.add(100);
  *clock.seconds = 10;
  EXPECT_THAT(alerts(), ElementsAre("error_rate"));
  *clock.seconds = 200;
  metrics.texts.add(7);
  EXPECT_THAT(alerts(), ElementsAre("error_rate")) << "asking often changes nothing";
  EXPECT_EQ(monitor.metrics().total_columns, 7U);
  *clock.seconds = 10 + limits::kMonitorWindowSeconds + 1;
  EXPECT_THAT(alerts(), ElementsAre());
  EXPECT_EQ(monitor.metrics().total_columns, 7U) << "this is younger than the window";
}

}  // namespace
}  // namespace cognate::embed
