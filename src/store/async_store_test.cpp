#include "cognate/async_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>

#include "base/error.h"
#include "store/conformance/scratch_folder.h"

namespace cognate::store {
namespace {

class Async : public testing::Test {
 protected:
  void SetUp() override {
    auto made = create_vector_store("native", {.path = folder.path("s"), .dimension = 2});
    ASSERT_TRUE(made) << made.error().message;
    store = *std::move(made);
  }

  static Document document(std::size_t i) {
    return {.id = fmt::format("{}", i), .vector = {1, static_cast<float>(i)}};
  }
  /// 0, 1, ... count - 1.
  static NextDocument numbers(std::size_t count) {
    return [i = std::size_t{0}, count]() mutable -> Result<std::optional<Document>> {
      return i < count ? std::optional(document(i++)) : std::nullopt;
    };
  }

  conformance::ScratchFolder folder;
  std::unique_ptr<Store> store;
};

TEST_F(Async, EveryCallAnswersAsTheStoreItself) {
  AsyncStore later(*store);
  ASSERT_TRUE(later.upsert({document(1), document(2), document(3)}).get());
  const auto hits = later.search({{.vector = {1, 2}, .top_k = 1}}).get();
  ASSERT_TRUE(hits);
  EXPECT_EQ((*hits)[0][0].id, "2");
  EXPECT_EQ(later.get({"3"}, {}).get()->size(), 1U);
  EXPECT_EQ(later.scan({}).get()->documents.size(), 3U);
  EXPECT_EQ(*later.erase({.ids = {"1", "nobody"}, .filter = {}}).get(), 1U);
  const auto wrong = later.upsert({{.id = "x", .vector = {1}}}).get();
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::invalid_argument);
}

TEST_F(Async, AFullQueueRefusesAtOnceAndLosesNothingThatItTook) {
  std::latch held(1);
  std::atomic<int> done = 0;
  {
    AsyncStore later(*store, {.threads = 1, .queue_max = 2});
    std::latch began(1);
    ASSERT_TRUE(later.submit([&](Store&) {
      began.count_down();
      held.wait();
      ++done;
    }));
    began.wait();
    ASSERT_TRUE(later.submit([&](Store&) { ++done; }));
    ASSERT_TRUE(later.submit([&](Store&) { ++done; }));
    const Status refused = later.submit([&](Store&) { ++done; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::unavailable);
    const auto upsert = later.upsert({document(1)}).get();
    ASSERT_FALSE(upsert);
    EXPECT_EQ(upsert.error().code, Code::unavailable);
    held.count_down();
  }
  EXPECT_EQ(done, 3) << "the destructor waits for what was taken";
}

TEST_F(Async, ManyDocumentsAreWrittenInBatchesWithProgress) {
  std::vector<std::size_t> progress;
  const auto written = add_documents(
      *store, numbers(1050), {.batch_size = 100, .in_flight = 3, .progress = [&](std::size_t n) {
                                progress.push_back(n);
                              }});
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(*written, 1050U);
  EXPECT_EQ(progress.size(), 11U);
  EXPECT_TRUE(std::ranges::is_sorted(progress));
  EXPECT_EQ(progress.back(), 1050U);
  EXPECT_EQ(store->stats()->documents, 1050U);
}

TEST_F(Async, WhatComesFasterThanItIsWrittenWaits) {
  std::atomic<std::size_t> given = 0;
  std::size_t ahead_most = 0;
  const auto written =
      add_documents(*store,
                    [&]() -> Result<std::optional<Document>> {
                      const std::size_t i = given++;
                      return i < 500 ? std::optional(document(i)) : std::nullopt;
                    },
                    {.batch_size = 10, .in_flight = 2, .progress = [&](std::size_t acknowledged) {
                       ahead_most = std::max(ahead_most, given - acknowledged);
                     }});
  ASSERT_TRUE(written);
  EXPECT_LE(ahead_most, 30U) << "in_flight + 1 batches";
}

TEST_F(Async, TheFirstErrorEndsItAndWhatWasWrittenStays) {
  std::size_t i = 0;
  const auto failed = add_documents(
      *store,
      [&]() -> Result<std::optional<Document>> {
        return ++i == 25 ? Result<std::optional<Document>>(fail(Code::corrupt, "row 25 is wrong"))
                         : std::optional(document(i));
      },
      {.batch_size = 10});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "row 25 is wrong");
  EXPECT_EQ(store->stats()->documents, 20U);

  std::stop_source stop;
  stop.request_stop();
  const auto stopped = add_documents(*store, numbers(5), {.stop = stop.get_token()});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Code::deadline);
}

}  // namespace
}  // namespace cognate::store
