#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <vector>

namespace cognate {
namespace {

class ThreadPools : public testing::TestWithParam<std::size_t> {};

TEST_P(ThreadPools, EveryItemIsDoneOnceInEveryRound) {
  ThreadPool pool(GetParam());
  EXPECT_EQ(pool.size(), GetParam());
  for (std::size_t round = 0; round < 300; ++round) {
    std::vector<std::atomic<int>> done(round % 70);
    std::atomic<bool> known_worker{true};
    pool.parallel_for(done.size(), [&](std::size_t item, std::size_t worker) {
      ++done[item];
      known_worker = known_worker && worker < GetParam();
    });
    for (const auto& times : done) {
      ASSERT_EQ(times.load(), 1) << "round " << round;
    }
    ASSERT_TRUE(known_worker);
  }
}

TEST_P(ThreadPools, TwoItemsNeverShareAWorkerAtOnce) {
  ThreadPool pool(GetParam());
  std::vector<std::atomic<int>> busy(pool.size());
  std::atomic<int> clashes{0};
  pool.parallel_for(2'000, [&](std::size_t, std::size_t worker) {
    clashes += busy[worker].exchange(1);
    busy[worker] = 0;
  });
  EXPECT_EQ(clashes.load(), 0);
}

TEST_P(ThreadPools, SeveralCallersTakeTurns) {
  ThreadPool pool(GetParam());
  std::atomic<std::size_t> sum{0};
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 4; ++caller) {
      callers.emplace_back([&] {
        for (int round = 0; round < 50; ++round) {
          pool.parallel_for(10, [&](std::size_t item, std::size_t) { sum += item; });
        }
      });
    }
  }
  EXPECT_EQ(sum.load(), 4U * 50U * 45U);
}

INSTANTIATE_TEST_SUITE_P(Sizes, ThreadPools, testing::Values(1, 2, 3, 8));

TEST(ThreadPool, WorkersWriteWhatTheCallerReadsAfterwards) {
  ThreadPool pool(4);
  std::vector<std::size_t> squares(1'000);  // plain memory: the sanitizer checks the order
  pool.parallel_for(squares.size(), [&](std::size_t i, std::size_t) { squares[i] = i * i; });
  for (std::size_t i = 0; i < squares.size(); ++i) {
    ASSERT_EQ(squares[i], i * i);
  }
}

TEST(ThreadPool, IdleThreadsSleep) {
  ThreadPool pool(4);
  pool.parallel_for(100, [](std::size_t, std::size_t) {});
  const std::clock_t before = std::clock();  // processor time of all threads
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const double used_seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_LT(used_seconds, 0.15) << "three spinning threads would use far more";
}

TEST(ThreadPool, ThereIsAlwaysAProcessor) { EXPECT_GE(ThreadPool::processors(), 1U); }

}  // namespace
}  // namespace cognate
