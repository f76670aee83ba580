#include "embed/model_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "base/error.h"
#include "embed/test_fakes.h"

namespace cognate::embed {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace testing_fakes;

constexpr std::size_t kMegabyte = 1 << 20;

/// A registry whose models weigh as many megabytes as their names have letters.
class Registry : public testing::Test {
 protected:
  Result<std::unique_ptr<Embedder>> load(const std::string& model) {
    {
      const std::lock_guard lock(stage.mutex);
      loaded.push_back(model);
    }
    if (hold) {
      stage.gate.pass();
    }
    if (model == broken) {
      return fail(Code::corrupt, "{}: the weights are cut short", model);
    }
    EmbedderInfo info = fake_info(model);
    info.weight_bytes = model.size() * kMegabyte;
    return std::make_unique<FakeModel>(stage, std::move(info));
  }

  Stage stage;
  bool hold = false;
  std::string broken;
  std::vector<std::string> loaded;
  MetricsRegistry metrics;
  MemoryBudget budget{6 * kMegabyte};
  ModelRegistry registry{[this](const std::string& model) { return load(model); }, budget, metrics};
};

TEST_F(Registry, LoadsAModelWhenItIsFirstAskedForAndOnlyThen) {
  EXPECT_TRUE(loaded.empty());
  EXPECT_EQ((*registry.acquire("aa"))->info().model, "aa");
  EXPECT_TRUE(registry.acquire("aa"));
  EXPECT_EQ((*registry.info("aa"))->model, "aa");
  EXPECT_THAT(loaded, ElementsAre("aa"));
  EXPECT_EQ(budget.used(), 2 * kMegabyte);
}

TEST_F(Registry, TheLeastRecentlyUsedModelGivesWay) {
  EXPECT_TRUE(registry.acquire("aa"));
  EXPECT_TRUE(registry.acquire("bbb"));
  EXPECT_TRUE(registry.acquire("aa"));
  EXPECT_TRUE(registry.acquire("cccc"));  // needs the place of bbb alone
  EXPECT_EQ(budget.used(), 6 * kMegabyte);
  EXPECT_TRUE(registry.acquire("aa"));
  EXPECT_THAT(loaded, ElementsAre("aa", "bbb", "cccc"));
  EXPECT_TRUE(registry.acquire("bbb"));
  EXPECT_THAT(loaded, ElementsAre("aa", "bbb", "cccc", "bbb"));
}

TEST_F(Registry, AModelInUseOrPinnedStays) {
  const auto pinned = registry.pin("aa");
  const auto used = registry.acquire("bbb");
  ASSERT_TRUE(pinned && used);
  const auto refused = registry.acquire("cccc");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("cccc: needs 4 MB"));
  EXPECT_EQ((*used)->info().model, "bbb");
  EXPECT_EQ((*pinned)->info().model, "aa");
}

TEST_F(Registry, AModelLargerThanTheLimitIsRefusedForGood) {
  EXPECT_TRUE(registry.acquire("aa"));
  const auto refused = registry.acquire("ggggggg");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  EXPECT_THAT(refused.error().message, HasSubstr("EMBEDDING_MEMORY_LIMIT_MB"));
  EXPECT_TRUE(registry.acquire("aa"));
  EXPECT_EQ(loaded.size(), 2U) << "nobody gave way to a model that cannot stay";
}

TEST_F(Registry, AFailedLoadingIsTriedAgainByTheNextWhoAsks) {
  broken = "aa";
  EXPECT_EQ(registry.acquire("aa").error().code, Code::corrupt);
  EXPECT_EQ(registry.info("aa").error().code, Code::corrupt);
  broken = "";
  EXPECT_TRUE(registry.acquire("aa"));
}

TEST_F(Registry, WhatAModelIsIsKnownAfterItGaveWay) {
  EXPECT_TRUE(registry.acquire("aaaa"));
  EXPECT_TRUE(registry.acquire("bbbb"));
  EXPECT_EQ((*registry.info("aaaa"))->weight_bytes, 4 * kMegabyte);
  EXPECT_THAT(loaded, ElementsAre("aaaa", "bbbb"));
}

TEST_F(Registry, ManyWhoAskAtOnceWaitForOneLoading) {
  hold = true;
  std::vector<std::jthread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([this] { EXPECT_EQ((*registry.acquire("aa"))->info().model, "aa"); });
  }
  stage.gate.await(1);
  stage.gate.open();
  callers.clear();
  EXPECT_THAT(loaded, ElementsAre("aa"));
  EXPECT_EQ(metrics.counter("cognate_model_loads_total", "").value(), 1U);
}

TEST_F(Registry, RandomUseNeverGoesOverTheLimitAndGivesTheRightModel) {
  std::vector<std::jthread> users;
  for (unsigned seed = 0; seed < 4; ++seed) {
    users.emplace_back([this, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < 200; ++i) {
        const std::string model(1 + random() % 4, static_cast<char>('a' + random() % 3));
        const auto lease = registry.acquire(model);
        EXPECT_LE(budget.used(), budget.limit());
        if (lease) {
          EXPECT_EQ((*lease)->info().model, model);
        } else {
          EXPECT_EQ(lease.error().code, Code::unavailable);
        }
      }
    });
  }
}

}  // namespace
}  // namespace cognate::embed
