// Tables prepared once by an engine, with a real model of random weights, on the example tables.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cognate/engine.h"
#include "model/tiny_model.h"
#include "schema/match.h"

namespace cognate::engine {
namespace {

using model::testing_model::TinyModel;

const std::string kExamples = COGNATE_SOURCE_DIR "/examples/";

class Prepare : public testing::Test {
 protected:
  void SetUp() override {
    EngineOptions options;
    options.model = model.path();
    options.home = model.path();
    options.threads = 2;
    engine = *Engine::open(std::move(options));
  }
  Table read(const std::string& path) { return *engine->read(kExamples + path); }

  TinyModel model;
  std::unique_ptr<Engine> engine;
};

void expect_equal(const Mapping& a, const Mapping& b) {
  ASSERT_EQ(a.candidates.size(), b.candidates.size());
  for (std::size_t i = 0; i < a.candidates.size(); ++i) {
    EXPECT_EQ(a.candidates[i].source, b.candidates[i].source);
    EXPECT_EQ(a.candidates[i].target, b.candidates[i].target);
    EXPECT_EQ(a.candidates[i].score, b.candidates[i].score);
  }
  EXPECT_EQ(a.unmatched_target, b.unmatched_target);
}

TEST_F(Prepare, GivesTheMappingOfTheTablesToManyThreadsAtOnce) {
  const MatchOptions all{.all_candidates = true};
  const Mapping direct = *engine->match(read("orders/source.csv"), read("orders/target.csv"), all);
  const PreparedTable source = *engine->prepare(kExamples + "orders/source.csv");
  const PreparedTable target = *engine->prepare(read("orders/target.csv"));
  std::vector<std::jthread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      const auto mapping = engine->match(source, target, all);
      ASSERT_TRUE(mapping);
      expect_equal(*mapping, direct);
    });
  }
}

TEST_F(Prepare, SaysWhatIsWrongWithATableOrAWish) {
  EXPECT_EQ(engine->prepare(kExamples + "nowhere.csv").error().code, Code::not_found);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(engine->prepare(read("staff/source.csv"), stop.get_token()).error().code,
            Code::deadline);
  const PreparedTable table = *engine->prepare(read("staff/source.csv"));
  EXPECT_EQ(engine->match(table, table, {.threshold = 2}).error().code, Code::invalid_argument);
}

using Pairs = std::set<std::pair<std::size_t, std::size_t>>;

TEST_F(Prepare, LikelyPairsHoldEveryMatchOfTheExamples) {
  for (const std::string example : {"fleet", "orders", "staff"}) {
    const Table source = read(example + "/source.csv");
    const Table target = read(example + "/target.csv");
    const auto matches = [&](std::size_t all_pairs_max) {
      const Mapping mapping = *schema::match(source, target, **engine->service(), {},
                                             {.threads = 2, .all_pairs_max = all_pairs_max});
      Pairs out;
      for (const Match& match : mapping.matches) {
        out.emplace(match.pair.source, match.pair.target);
      }
      return out;
    };
    const Pairs of_all = matches(limits::kAllPairsMax);
    EXPECT_FALSE(of_all.empty()) << example;
    EXPECT_EQ(matches(0), of_all) << example;
  }
}

}  // namespace
}  // namespace cognate::engine
