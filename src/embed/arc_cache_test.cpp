#include "embed/arc_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>
#include <thread>

#include "base/limits.h"
#include "embed/cache_testing.h"

namespace cognate::embed {
namespace {

using std::chrono::milliseconds;

using namespace cache_testing;

TEST(ArcCache, AVectorOfAnotherLengthIsAMissAndThenReplaced) {
  ArcCache cache({.bytes_max = limits::kMiB});
  put(cache, 1, vector_of(1, 384));
  EXPECT_TRUE(get(cache, 1, 768).empty());
  put(cache, 1, vector_of(1, 768));
  EXPECT_TRUE(same_bits(get(cache, 1, 768), vector_of(1, 768)));
  EXPECT_EQ(cache.counters().entries, 1U);
}

TEST(ArcCache, AnEntryLivesAsLongAsItsTimeAndAPutRenewsIt) {
  Clock::time_point now{};
  ArcCache cache({.bytes_max = limits::kMiB, .ttl = milliseconds(100), .now = [&] { return now; }});
  put(cache, 1, vector_of(1));
  put(cache, 2, vector_of(2));
  now += milliseconds(60);
  put(cache, 2, vector_of(2));
  now += milliseconds(39);
  EXPECT_FALSE(get(cache, 1).empty());
  now += milliseconds(1);
  EXPECT_TRUE(get(cache, 1).empty()) << "a hit does not make it younger";
  EXPECT_TRUE(get(cache, 1).empty());
  EXPECT_FALSE(get(cache, 2).empty());
  EXPECT_EQ(cache.counters().expired, 1U) << "then it is gone";
  EXPECT_EQ(cache.counters().entries, 1U);
}

TEST(ArcCache, WithoutATimeToLiveNothingExpires) {
  Clock::time_point now{};
  ArcCache cache({.bytes_max = limits::kMiB, .now = [&] { return now; }});
  put(cache, 1, vector_of(1));
  now += std::chrono::hours(1'000'000);
  EXPECT_FALSE(get(cache, 1).empty());
}

TEST(ArcCache, HalvesLoseLessThanOnePartIn2000AndTakeHalfTheMemory) {
  ArcCache floats({.bytes_max = 8 * limits::kMiB});
  ArcCache halves({.bytes_max = 8 * limits::kMiB, .half_precision = true});
  for (int i = 0; i < 500; ++i) {
    put(floats, i, vector_of(i));
    put(halves, i, vector_of(i));
  }
  for (int i = 0; i < 500; ++i) {
    const std::vector<float> exact = vector_of(i);
    const std::vector<float> vector = get(halves, i);
    ASSERT_EQ(vector.size(), exact.size());
    for (std::size_t k = 0; k < exact.size(); ++k) {
      ASSERT_LE(std::abs(vector[k] - exact[k]), std::abs(exact[k]) * 0x1p-11F + 0x1p-25F);
    }
  }
  EXPECT_EQ(floats.counters().bytes - halves.counters().bytes, 500 * kDimension * 2);
}

TEST(ArcCache, HalvesDoNotStoreWhatTheyCannotHold) {
  ArcCache cache({.bytes_max = limits::kMiB, .half_precision = true});
  for (const float value : {65'520.0F, -1e10F, INFINITY, NAN}) {
    put(cache, 1, {0.5F, value});
    EXPECT_TRUE(get(cache, 1, 2).empty()) << value;
  }
  put(cache, 1, {0.5F, 65'504.0F});
  EXPECT_EQ(get(cache, 1, 2), (std::vector<float>{0.5F, 65'504.0F}));
}

TEST(ArcCache, StaysWithinItsBytesAndUsesThem) {
  for (const std::size_t bytes_max : {0UL, 100UL, 5'000UL, 3 * limits::kMiB, 40 * limits::kMiB}) {
    ArcCache cache({.bytes_max = bytes_max});
    const std::vector<float> vector = vector_of(1);
    const auto count = static_cast<int>(bytes_max / 1000 + 100);
    for (int i = 0; i < count; ++i) {
      put(cache, i, vector);
      if (bytes_max >= 5'000) {
        ASSERT_LE(cache.counters().bytes, bytes_max);
      }
    }
    const CacheCounters counters = cache.counters();
    EXPECT_EQ(counters.bytes_max, bytes_max);
    EXPECT_EQ(counters.puts - counters.evictions, counters.entries);
    if (bytes_max >= limits::kMiB) {
      EXPECT_GT(counters.entries * kDimension * sizeof(float), bytes_max * 3 / 4);
    }
  }
}

TEST(ArcCache, ManyThreadsGetEachTheirVectorOrNone) {
  ArcCache cache({.bytes_max = 2 * limits::kMiB, .ttl = milliseconds(2), .half_precision = false});
  std::atomic<std::uint64_t> asked{0};
  std::atomic<std::uint64_t> found{0};
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        std::mt19937 random(t);
        for (int n = 0; n < 5'000; ++n) {
          const auto i = static_cast<int>(random() % 2'000);
          const std::vector<float> vector = get(cache, i, 64 + static_cast<std::size_t>(i % 3));
          ++asked;
          if (vector.empty()) {
            put(cache, i, vector_of(i, 64 + static_cast<std::size_t>(i % 3)));
          } else {
            ++found;
            EXPECT_TRUE(same_bits(vector, vector_of(i, vector.size())));
          }
        }
      });
    }
  }
  const CacheCounters counters = cache.counters();
  EXPECT_EQ(counters.hits, found);
  EXPECT_EQ(counters.hits + counters.misses, asked);
  EXPECT_GT(found, 0U);
  EXPECT_LE(counters.bytes, counters.bytes_max);
}

}  // namespace
}  // namespace cognate::embed
