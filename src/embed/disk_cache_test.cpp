// The cache level on disk: later processes find what earlier ones put, within a bound, and nothing
// that goes wrong with the disk gives a wrong vector or fails a caller.

#include "embed/disk_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/faulty_file_system.h"
#include "base/paths.h"
#include "embed/cache_testing.h"

namespace cognate::embed {
namespace {

using namespace cache_testing;

constexpr std::size_t kShort = 8;  // numbers of a vector where their size does not matter

class OnDisk : public testing::Test {
 protected:
  std::unique_ptr<DiskCache> open(std::uint64_t bytes_max = 64 << 20, std::uint64_t space = 7) {
    return std::make_unique<DiskCache>(
        disk, DiskCacheOptions{.folder = "/cache/vectors",
                               .space = space,
                               .dimension = kShort,
                               .bytes_max = bytes_max,
                               .now_ns = [this] { return now_ns += 1000; }});
  }
  static void put_some(Cache& cache, int first, int last) {
    for (int i = first; i < last; ++i) {
      put(cache, i, vector_of(i, kShort));
    }
  }
  /// How many of them are found; each must be right.
  static int found(Cache& cache, int first, int last) {
    int right = 0;
    for (int i = first; i < last; ++i) {
      const auto vector = get(cache, i, kShort);
      EXPECT_TRUE(vector.empty() || same_bits(vector, vector_of(i, kShort))) << i;
      right += vector.empty() ? 0 : 1;
    }
    return right;
  }
  std::size_t bytes_on_disk() const {
    std::size_t sum = 0;
    for (const auto& [name, content] : disk.files()) {
      sum += content.size();
    }
    return sum;
  }

  FaultyFileSystem disk;
  std::int64_t now_ns = 1'700'000'000'000'000'000;
};

TEST_F(OnDisk, CostsNothingUntilItIsUsedAndWritesNothingWhenNothingWasPut) {
  open();
  EXPECT_EQ(disk.operations(), 0U);
  EXPECT_EQ(found(*open(), 0, 3), 0);
  EXPECT_TRUE(disk.files().empty());
}

TEST_F(OnDisk, ALaterProcessFindsWhatAnEarlierOnePut) {
  put_some(*open(), 0, 100);
  EXPECT_EQ(disk.files().size(), 1U);
  const auto later = open();
  EXPECT_EQ(found(*later, 0, 120), 100);
  EXPECT_EQ(later->counters().hits, 100U);
  EXPECT_EQ(later->counters().misses, 20U);
  EXPECT_EQ(later->counters().entries, 100U);
  EXPECT_EQ(later->counters().bytes, bytes_on_disk());
}

TEST_F(OnDisk, VectorsOfAnotherSpaceAreNotSeenNorThoseOfAnotherLengthKept) {
  put_some(*open(), 0, 10);
  EXPECT_EQ(found(*open(64 << 20, 8), 0, 10), 0);
  const auto cache = open();
  put(*cache, 11, vector_of(11, kShort + 1));
  EXPECT_EQ(cache->counters().puts, 0U);
}

TEST_F(OnDisk, WhatWaitsIsWrittenWhenItIsMuchOrOld) {
  const auto cache = open(8 * 10'000);  // 10,000 bytes to a file
  put_some(*cache, 0, 50);
  EXPECT_TRUE(disk.files().empty());
  EXPECT_EQ(found(*cache, 0, 50), 50) << "found before it is written";
  put_some(*cache, 50, 300);
  EXPECT_GE(disk.files().size(), 1U);
  const auto slow = open(64 << 20, 8);
  put_some(*slow, 0, 1);
  const std::size_t files = disk.files().size();
  now_ns += limits::kVectorFlushNanoseconds;
  EXPECT_EQ(found(*slow, 0, 1), 1);
  EXPECT_EQ(disk.files().size(), files + 1);
}

TEST_F(OnDisk, ManySmallFilesAreMergedAndNothingIsLost) {
  for (int i = 0; i < 200; ++i) {
    put_some(*open(), 3 * i, 3 * i + 4);  // one of them again
    ASSERT_LE(disk.files().size(), limits::kVectorFilesSmallMax + 1);
  }
  const auto cache = open();
  EXPECT_EQ(found(*cache, 0, 601), 601);
  EXPECT_LT(cache->counters().entries, 700U) << "equal ones become one";
}

TEST_F(OnDisk, TheOldestGoWhenAllTogetherAreAboveTheBound) {
  constexpr std::uint64_t kBytesMax = 40'000;
  put_some(*open(kBytesMax, 8), 0, 100);  // of another model
  const auto cache = open(kBytesMax);
  for (int i = 0; i < 3'000; i += 10) {
    put_some(*cache, i, i + 10);
    cache->flush();
    ASSERT_LE(bytes_on_disk(), kBytesMax);
  }
  EXPECT_EQ(found(*cache, 0, 1'000), 0);
  EXPECT_EQ(found(*cache, 2'990, 3'000), 10) << "the newest stay";
  EXPECT_GT(found(*cache, 0, 3'000) * 56, static_cast<int>(kBytesMax) / 3) << "most room is used";
  EXPECT_GT(cache->counters().evictions, 0U);
  EXPECT_EQ(found(*open(kBytesMax, 8), 0, 100), 0) << "the other model's were the oldest";
}

TEST_F(OnDisk, ABoundOfNothingKeepsNothing) {
  const auto cache = open(0);
  put_some(*cache, 0, 10);
  cache->flush();
  EXPECT_EQ(found(*cache, 0, 10), 0);
  EXPECT_TRUE(disk.files().empty());
}

TEST_F(OnDisk, AFullDiskIsNoMemoryAndNoFailure) {
  put_some(*open(), 0, 10);
  disk.set_faults({.space_bytes = 100});
  const auto cache = open();
  put_some(*cache, 10, 20);
  cache->flush();
  EXPECT_EQ(found(*cache, 0, 10), 10) << "what is there stays";
  EXPECT_EQ(disk.files().size(), 1U) << "no half file stays behind";
  put_some(*cache, 20, 30);
  EXPECT_EQ(cache->counters().entries, 10U) << "no more is collected in vain";
}

TEST_F(OnDisk, WhateverOperationFailsTheVectorsAreRightOrMissing) {
  for (std::size_t n = 0; n < limits::kVectorFilesSmallMax; ++n) {
    const int i = static_cast<int>(n);
    put_some(*open(), 10 * i, 10 * i + 10);  // so that the next flush merges
  }
  const auto before = disk.files();
  std::size_t operations = 1;
  for (std::size_t at = 0; at < operations; ++at) {
    for (const bool torn : {false, true}) {
      for (const auto& [name, content] : disk.files()) {
        EXPECT_TRUE(disk.remove(name));
      }
      for (const auto& [name, content] : before) {
        disk.put(name, content);
      }
      disk.set_faults(torn ? Faults{.torn_operation = at} : Faults{.refused_operation = at});
      {
        const auto cache = open();
        found(*cache, 0, 100);
        put_some(*cache, 80, 90);
        cache->flush();
        found(*cache, 0, 100);
        operations = std::max(operations, disk.operations());
      }
      disk.set_faults({});
      EXPECT_GE(found(*open(), 0, 100), 80) << (torn ? "torn " : "refused ") << at;
    }
  }
  EXPECT_GT(operations, 20U);
}

TEST_F(OnDisk, AfterAPowerCutEachFileIsWholeOrCutOrZerosAndNeverWrong) {
  put_some(*open(), 0, 30);
  const auto [name, content] = *disk.files().begin();
  for (std::size_t size = 0; size < content.size(); size += 7) {
    disk.put(name, content.substr(0, size));
    EXPECT_EQ(found(*open(), 0, 30), 0);
    disk.put(name, content.substr(0, size) + std::string(content.size() - size, '\0'));
    found(*open(), 0, 30);
  }
}

TEST_F(OnDisk, ADamagedVectorIsPutAgainAndThenFound) {
  put_some(*open(), 0, 5);
  auto [name, content] = *disk.files().begin();
  content[content.size() - 20] = static_cast<char>(content[content.size() - 20] ^ 4);
  disk.put(name, content);
  {
    const auto cache = open();
    EXPECT_EQ(found(*cache, 0, 5), 4);
    put_some(*cache, 4, 5);
  }
  EXPECT_EQ(found(*open(), 0, 5), 5);
}

TEST_F(OnDisk, TwoAtOnceKeepBothAndSeeEachOtherAfterTheNextFlush) {
  const auto one = open();
  const auto two = open();
  put_some(*one, 0, 10);
  put_some(*two, 5, 20);
  one->flush();
  two->flush();
  EXPECT_EQ(found(*two, 0, 20), 20);
  put_some(*one, 20, 21);
  one->flush();
  EXPECT_EQ(found(*one, 0, 21), 21);
}

TEST_F(OnDisk, WhatAnotherRemovesIsStillThereForWhoHasItOpen) {
  put_some(*open(), 0, 10);
  const auto cache = open();
  EXPECT_EQ(found(*cache, 0, 10), 10);
  for (const auto& [name, content] : disk.files()) {
    ASSERT_TRUE(disk.remove(name));
  }
  EXPECT_EQ(found(*cache, 0, 10), 10);
  EXPECT_EQ(found(*open(), 0, 10), 0);
}

TEST_F(OnDisk, FilesThatAreNotOursAreLeftAlone) {
  disk.put("/cache/vectors/notes.txt", "mine");
  disk.put("/cache/vectors/zz.vectors", "mine, too");
  put_some(*open(10), 0, 10);
  put_some(*open(), 0, 10);
  EXPECT_EQ(disk.files().at("/cache/vectors/notes.txt"), "mine");
  EXPECT_EQ(disk.files().at("/cache/vectors/zz.vectors"), "mine, too");
}

TEST(DiskCacheOnRealFiles, ManyProcessesAtOnceKeepEverything) {
  constexpr int kProcesses = 6;
  constexpr int kEach = 40;
  const std::string folder =
      (std::filesystem::temp_directory_path() / ("cognate-vectors-" + std::to_string(::getpid())))
          .string();
  const auto open = [&] {
    return std::make_unique<DiskCache>(
        real_file_system(),
        DiskCacheOptions{
            .folder = folder, .space = 7, .dimension = kDimension, .bytes_max = 64 << 20});
  };
  std::vector<pid_t> children;
  for (int process = 0; process < kProcesses; ++process) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto cache = open();
      for (int i = 0; i < kEach; ++i) {
        put(*cache, process * kEach + i, vector_of(process * kEach + i));
        if (i % 8 == 7) {
          cache->flush();  // merges, too, while the others do
        }
      }
      ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  const auto cache = open();
  int right = 0;
  for (int i = 0; i < kProcesses * kEach; ++i) {
    right += same_bits(get(*cache, i), vector_of(i)) ? 1 : 0;
  }
  EXPECT_EQ(right, kProcesses * kEach);
  ASSERT_TRUE(remove_all(real_file_system(), folder));
}

}  // namespace
}  // namespace cognate::embed
