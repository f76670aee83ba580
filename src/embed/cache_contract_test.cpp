// What every cache level promises (include/cognate/cache.h), held by each of them.

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <thread>

#include "base/faulty_file_system.h"
#include "base/limits.h"
#include "embed/arc_cache.h"
#include "embed/cache_testing.h"
#include "embed/disk_cache.h"

namespace cognate::embed {
namespace {

using namespace cache_testing;

struct Level {
  const char* name;
  std::function<std::unique_ptr<Cache>(FileSystem& fs, std::size_t dimension)> make;
};

std::unique_ptr<Cache> arc(FileSystem&, std::size_t) {
  return std::make_unique<ArcCache>(ArcOptions{.bytes_max = 8 * limits::kMiB});
}
std::unique_ptr<Cache> disk(FileSystem& fs, std::size_t dimension) {
  return std::make_unique<DiskCache>(
      fs, DiskCacheOptions{
              .folder = "/vectors", .space = 7, .dimension = dimension, .bytes_max = 64 << 20});
}

class CacheContract : public testing::TestWithParam<Level> {
 protected:
  std::unique_ptr<Cache> make(std::size_t dimension = kDimension) {
    return GetParam().make(disk_, dimension);
  }

 private:
  FaultyFileSystem disk_;
};

TEST_P(CacheContract, GivesBackToTheBitWhatWasPut) {
  const std::vector<float> odd = {0.0F, -0.0F, INFINITY, NAN, 1e-42F, -3.4e38F};
  const auto cache = make(odd.size());
  put(*cache, 1, odd);
  EXPECT_TRUE(same_bits(get(*cache, 1, odd.size()), odd));
  EXPECT_TRUE(get(*cache, 2, odd.size()).empty());
  const CacheCounters counters = cache->counters();
  EXPECT_EQ(counters.hits, 1U);
  EXPECT_EQ(counters.misses, 1U);
  EXPECT_EQ(counters.puts, 1U);
  EXPECT_EQ(counters.entries, 1U);
}

TEST_P(CacheContract, ABatchAnswersEachKeyForItself) {
  const auto cache = make();
  std::vector<std::vector<float>> vectors;
  std::vector<CachePut> puts;
  for (int i = 0; i < 100; ++i) {
    vectors.push_back(vector_of(i));
  }
  for (int i = 0; i < 100; i += 2) {
    puts.push_back({.key = key_of(i), .vector = vectors[static_cast<std::size_t>(i)]});
  }
  cache->put(puts);
  std::vector<std::vector<float>> out(100, std::vector<float>(kDimension));
  std::vector<CacheGet> wanted;
  for (int i = 0; i < 100; ++i) {
    wanted.push_back({.key = key_of(i), .vector = out[static_cast<std::size_t>(i)]});
  }
  cache->get(wanted);
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_EQ(wanted[i].found, i % 2 == 0);
    EXPECT_TRUE(i % 2 == 1 || same_bits(out[i], vectors[i]));
  }
}

TEST_P(CacheContract, AVectorOfAnotherLengthIsAMiss) {
  const auto cache = make();
  put(*cache, 1, vector_of(1));
  EXPECT_TRUE(get(*cache, 1, 2 * kDimension).empty());
  EXPECT_TRUE(get(*cache, 1, 0).empty());
  EXPECT_TRUE(same_bits(get(*cache, 1), vector_of(1)));
}

TEST_P(CacheContract, ManyThreadsGetEachTheirVectorOrNone) {
  const auto cache = make();
  std::atomic<std::uint64_t> asked{0};
  std::atomic<std::uint64_t> found{0};
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        std::mt19937 random(t);
        for (int n = 0; n < 3'000; ++n) {
          const auto i = static_cast<int>(random() % 1'500);
          const std::vector<float> vector = get(*cache, i);
          ++asked;
          if (vector.empty()) {
            put(*cache, i, vector_of(i));
          } else {
            ++found;
            EXPECT_TRUE(same_bits(vector, vector_of(i)));
          }
        }
      });
    }
  }
  const CacheCounters counters = cache->counters();
  EXPECT_EQ(counters.hits, found);
  EXPECT_EQ(counters.hits + counters.misses, asked);
  EXPECT_GT(found, 0U);
  EXPECT_LE(counters.bytes, counters.bytes_max);
}

INSTANTIATE_TEST_SUITE_P(Levels, CacheContract,
                         testing::Values(Level{"Arc", arc}, Level{"Disk", disk}),
                         [](const auto& level) { return std::string(level.param.name); });

}  // namespace
}  // namespace cognate::embed
