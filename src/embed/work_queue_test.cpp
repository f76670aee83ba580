#include "embed/work_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "base/limits.h"
#include "embed/test_fakes.h"

namespace cognate::embed {
namespace {

using testing_fakes::fake_info;

constexpr Clock::time_point kNow{};

/// A queue and what its requests brought in.
struct Line {
  std::shared_ptr<Request> bring(const std::string& name, std::size_t count, std::size_t tokens,
                                 std::size_t batch_size = 4096, const std::string& model = "m") {
    Lane lane;
    lane.model = model;
    lane.info = std::make_shared<const EmbedderInfo>(fake_info(model));
    RequestOptions options;
    options.batch_size = batch_size;
    options.embed.stop = stop.get_token();
    auto request = std::make_shared<Request>(
        std::move(lane), options, [](auto) {}, count, MemoryHold());
    for (std::size_t i = 0; i < count; ++i) {
      const std::string text = name + std::to_string(i);
      Flight& flight = queue.add(*request, hash128(text, request->lane().seed()), text, tokens);
      flight.waiters.push_back({.request = request, .row = i});
    }
    queue.enqueue(request);
    return request;
  }
  std::vector<std::string> take(const BatchRules& rules) {
    const Batch batch = queue.take(rules, kNow);
    std::vector<std::string> texts;
    for (const Flight* const flight : batch.flights) {
      texts.push_back(flight->text);
    }
    queue.land(batch.flights);
    return texts;
  }

  std::stop_source stop;
  WorkQueue queue;
};

using Texts = std::vector<std::string>;

TEST(AutoBatchSize, IsTheGuidesRule) {
  EXPECT_EQ(auto_batch_size(0), 16U);
  EXPECT_EQ(auto_batch_size(999), 16U);
  EXPECT_EQ(auto_batch_size(1'000), 32U);
  EXPECT_EQ(auto_batch_size(10'000), 32U);
  EXPECT_EQ(auto_batch_size(10'001), 64U);
}

TEST(WorkQueue, CutsByTokens) {
  Line line;
  line.bring("a", 5, 40);
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = 100}), (Texts{"a0", "a1"}));
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = 120}), (Texts{"a2", "a3", "a4"}));
  EXPECT_TRUE(line.queue.empty());
  EXPECT_EQ(line.queue.waiting().tokens, 0U);
}

TEST(WorkQueue, ATextLargerThanABatchIsABatchOfItsOwn) {
  Line line;
  line.bring("a", 2, 500);
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = 100}), (Texts{"a0"}));
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = 100}), (Texts{"a1"}));
}

TEST(WorkQueue, CutsByTextsOfAllGroups) {
  Line line;
  line.bring("a", 5, 1, 2);
  EXPECT_EQ(line.take({.groups = 2, .tokens_max = 1000}), (Texts{"a0", "a1", "a2", "a3"}));
}

TEST(WorkQueue, EachTakesItsTurnAndTheNextBatchGoesOnWhereTheLastEnded) {
  Line line;
  const std::size_t turn = limits::kTurnTokens;
  line.bring("a", 4, turn);
  line.bring("b", 1, 10);
  line.bring("c", 3, turn);
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = 2 * turn + 10}), (Texts{"a0", "b0", "c0"}));
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = turn}), (Texts{"a1"}));
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = turn}), (Texts{"c1"}));
}

TEST(WorkQueue, AnotherLaneWaitsWithoutLosingItsPlace) {
  Line line;
  line.bring("a", 2, limits::kTurnTokens);
  line.bring("x", 1, 10, 4096, "other");
  line.bring("b", 1, 10);
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = limits::kTurnTokens + 10}), (Texts{"a0", "b0"}));
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = 1000}), (Texts{"x0"}));
  EXPECT_EQ(line.take({.groups = 1, .tokens_max = 1000}), (Texts{"a1"}));
}

TEST(WorkQueue, AbandonsWhatWaitsAndNamesWhoWaited) {
  Line line;
  const auto a = line.bring("a", 2, 10);
  const auto b = line.bring("b", 1, 10);
  const auto left = line.queue.abandon();
  EXPECT_EQ(std::set<std::shared_ptr<Request>>(left.begin(), left.end()), (std::set{a, b}));
  EXPECT_TRUE(line.queue.empty());
  EXPECT_EQ(line.queue.waiting().texts, 0U);
}

/// Random arrivals and departures; what must hold of every batch holds, and everything that is not
/// given up comes out once.
TEST(WorkQueue, RandomWorkComesOutOnceWithinTheRulesAndNobodyStarves) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&random](std::size_t from, std::size_t to) {
      return std::uniform_int_distribution<std::size_t>(from, to)(random);
    };
    Line line;
    const BatchRules rules = {.groups = pick(1, 4), .tokens_max = pick(1, 800)};
    std::map<std::string, int> left;  // texts that must still come
    for (std::size_t step = 0; step < 60 || !line.queue.empty(); ++step) {
      if (step < 60 && pick(0, 2) > 0) {
        const std::string name = "r" + std::to_string(step) + "-";
        const std::size_t count = pick(0, 9) == 0 ? pick(50, 300) : 1;
        line.bring(name, count, pick(1, 60), pick(1, 64));
        for (std::size_t i = 0; i < count; ++i) {
          left[name + std::to_string(i)] = 1;
        }
        continue;
      }
      const Batch batch = line.queue.take(rules, kNow);
      EXPECT_TRUE(batch.flights.size() <= 1 || batch.amount.tokens <= rules.tokens_max);
      EXPECT_LE(batch.amount.texts, 64 * rules.groups);
      for (const Flight* const flight : batch.flights) {
        EXPECT_EQ(left.erase(flight->text), 1U) << flight->text << " came twice, seed " << seed;
      }
      line.queue.land(batch.flights);
    }
    EXPECT_TRUE(left.empty()) << "seed " << seed;
    EXPECT_EQ(line.queue.waiting().texts, 0U);
    EXPECT_EQ(line.queue.waiting().bytes, 0U);
  }
}

TEST(WorkQueue, BehindALargeRequestASmallOneWaitsForNoMoreThanATurn) {
  Line line;
  line.bring("large", 100'000, 10);
  line.bring("small", 1, 10);
  const Texts first = line.take({.groups = 4, .tokens_max = 1024});
  EXPECT_NE(std::ranges::find(first, "small0"), first.end());
}

}  // namespace
}  // namespace cognate::embed
