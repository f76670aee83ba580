// ARC against the pseudo code of its paper, and what entries of different sizes add.

#include "embed/arc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <random>
#include <string>
#include <vector>

namespace cognate::embed {
namespace {

using List = Arc::List;

/// The pseudo code of the paper word for word, in pages. Most recent first.
class PaperArc {
 public:
  explicit PaperArc(std::size_t c) : c_(c) {}

  bool request(int x) {
    if (has(t1, x) || has(t2, x)) {  // case I
      t1.remove(x);
      t2.remove(x);
      t2.push_front(x);
      return true;
    }
    if (has(b1, x)) {  // case II
      const double step = b1.size() >= b2.size() ? 1 : size(b2) / size(b1);
      p = std::min(p + step, static_cast<double>(c_));
      replace(x);
      b1.remove(x);
      t2.push_front(x);
    } else if (has(b2, x)) {  // case III
      const double step = b2.size() >= b1.size() ? 1 : size(b1) / size(b2);
      p = std::max(p - step, 0.0);
      replace(x);
      b2.remove(x);
      t2.push_front(x);
    } else {
      make_way(x);
      t1.push_front(x);
    }
    return false;
  }

  std::list<int> t1, t2, b1, b2;
  double p = 0;

 private:
  static bool has(const std::list<int>& list, int x) {
    return std::find(list.begin(), list.end(), x) != list.end();
  }
  static double size(const std::list<int>& list) { return static_cast<double>(list.size()); }

  void make_way(int x) {  // case IV
    const std::size_t all = t1.size() + t2.size() + b1.size() + b2.size();
    if (t1.size() + b1.size() == c_) {
      if (t1.size() < c_) {
        b1.pop_back();
        replace(x);
      } else {
        t1.pop_back();
      }
    } else if (all >= c_) {
      if (all == 2 * c_) {
        b2.pop_back();
      }
      replace(x);
    }
  }

  void replace(int x) {
    if (!t1.empty() && (size(t1) > p || (has(b2, x) && size(t1) == p))) {
      b1.push_front(t1.back());
      t1.pop_back();
    } else {
      b2.push_front(t2.back());
      t2.pop_back();
    }
  }

  std::size_t c_;
};

Hash128 key_of(int x) {
  const auto number = static_cast<std::uint64_t>(x);
  return {.high = number, .low = number * 0x9E37'79B9'7F4A'7C15U};
}

/// A request as the cache sees it: a look-up, and after a miss the payload.
bool request(Arc& arc, int x, std::size_t payload_bytes) {
  if (Arc::Entry* entry = arc.find(key_of(x))) {
    arc.touch(*entry);
    return true;
  }
  arc.admit(key_of(x), payload_bytes);
  return false;
}

std::list<int> content(const Arc& arc, List list) {
  std::list<int> keys;
  for (const Arc::Entry* entry = arc.newest(list); entry != nullptr; entry = entry->older) {
    keys.push_back(static_cast<int>(entry->key.high));
  }
  return keys;
}

/// Requests with reuse, loops longer than the cache, scans, and a working set that moves.
std::vector<int> trace(unsigned seed, int c, int length) {
  std::mt19937 random(seed);
  std::vector<int> requests;
  int fresh = 1'000'000;
  while (static_cast<int>(requests.size()) < length) {
    const int base = static_cast<int>(random() % 4) * c;
    const int run = 1 + static_cast<int>(random() % static_cast<unsigned>(4 * c));
    const unsigned shape = random() % 4;
    for (int i = 0; i < run; ++i) {
      const auto draw = static_cast<int>(random() % static_cast<unsigned>(3 * c));
      const auto near = static_cast<int>(random() % static_cast<unsigned>(draw + 1));
      const int choices[] = {base + draw, base + near, base + i % (c + 1 + c / 3), fresh};
      fresh += shape == 3 ? 1 : 0;
      requests.push_back(choices[shape]);
    }
  }
  return requests;
}

/// Bytes that an Arc needs so that the paper's c is `pages` pages and a bit that is no page.
std::size_t bytes_for(std::size_t pages, std::size_t payload_bytes, std::size_t rest) {
  const Arc empty(0);
  return empty.bytes() + pages * empty.charge_bytes(payload_bytes) + rest;
}

void expect_as_in_the_paper(std::size_t pages, std::size_t payload_bytes, unsigned seed) {
  const std::size_t charge = Arc(0).charge_bytes(payload_bytes);
  Arc arc(bytes_for(pages, payload_bytes, seed % charge));
  PaperArc paper(pages);
  int hits = 0;
  for (const int x : trace(seed, static_cast<int>(pages), 20'000)) {
    const bool hit = request(arc, x, payload_bytes);
    hits += hit ? 1 : 0;
    ASSERT_EQ(hit, paper.request(x));
    ASSERT_EQ(arc.target_bytes(), paper.p * static_cast<double>(charge));
    ASSERT_EQ(content(arc, List::t1), paper.t1);
    ASSERT_EQ(content(arc, List::t2), paper.t2);
    ASSERT_EQ(content(arc, List::b1), paper.b1);
    ASSERT_EQ(content(arc, List::b2), paper.b2);
  }
  EXPECT_GT(hits, pages == 1 ? 100 : 1000) << "a trace without reuse shows little";
}

TEST(Arc, DoesWithEntriesOfOneSizeExactlyWhatThePaperSays) {
  unsigned seed = 1;
  for (const std::size_t pages : {1, 2, 3, 5, 8, 17, 40}) {
    for (const std::size_t payload_bytes : {64, 1536, 1000, 768}) {
      SCOPED_TRACE(std::to_string(pages) + " pages of " + std::to_string(payload_bytes));
      expect_as_in_the_paper(pages, payload_bytes, seed++ * 7919);
      ASSERT_FALSE(testing::Test::HasFatalFailure());
    }
  }
}

TEST(Arc, AScanLeavesWhatIsUsedOften) {
  constexpr std::size_t kPayloadBytes = 256;
  Arc arc(bytes_for(100, kPayloadBytes, 0));
  for (int round = 0; round < 3; ++round) {
    for (int x = 0; x < 50; ++x) {
      request(arc, x, kPayloadBytes);
    }
  }
  for (int x = 1000; x < 20'000; ++x) {
    request(arc, x, kPayloadBytes);
  }
  int left = 0;
  for (int x = 0; x < 50; ++x) {
    left += arc.find(key_of(x)) != nullptr ? 1 : 0;
  }
  EXPECT_EQ(left, 50) << "of the least recently used order none would be left";
}

/// Counts what is asked for, each block with what allocators add.
class CountingMemory final : public std::pmr::memory_resource {
 public:
  std::size_t bytes = 0;
  std::size_t bytes_peak = 0;

 private:
  static std::size_t cost(std::size_t size) { return (size + 15) / 16 * 16 + 16; }
  void* do_allocate(std::size_t size, std::size_t alignment) override {
    bytes += cost(size);
    bytes_peak = std::max(bytes_peak, bytes);
    return std::pmr::new_delete_resource()->allocate(size, alignment);
  }
  void do_deallocate(void* block, std::size_t size, std::size_t alignment) override {
    bytes -= cost(size);
    std::pmr::new_delete_resource()->deallocate(block, size, alignment);
  }
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
};

void expect_invariants(const Arc& arc) {
  const std::size_t c = arc.capacity_bytes();
  ASSERT_LE(arc.list_bytes(List::t1) + arc.list_bytes(List::t2), c);
  ASSERT_LE(arc.list_bytes(List::t1) + arc.list_bytes(List::b1), c);
  ASSERT_LE(arc.list_bytes(List::b1) + arc.list_bytes(List::b2), c);
  ASSERT_GE(arc.target_bytes(), 0);
  ASSERT_LE(arc.target_bytes(), static_cast<double>(c));
}

TEST(Arc, NeverTakesMoreMemoryThanItsBoundWhateverSizesAndErasuresCome) {
  constexpr std::size_t kSizes[] = {0, 4, 16, 100, 1536, 20'000, 70'000};
  for (const std::size_t bytes_max : {2'000, 20'000, 50'000, 300'000}) {
    CountingMemory memory;
    {
      Arc arc(bytes_max, &memory);
      std::mt19937 random(static_cast<unsigned>(bytes_max));
      std::uint64_t stored = 0;
      for (const int x : trace(static_cast<unsigned>(bytes_max), 300, 60'000)) {
        // Now many small ones, now a few large ones: ghosts of the small outlive them.
        const std::size_t size = kSizes[(static_cast<unsigned>(x) / 400 + random() % 2) % 7];
        stored += request(arc, x, size) ? 0 : 1;
        if (Arc::Entry* entry = random() % 50 == 0 ? arc.find(key_of(x)) : nullptr) {
          arc.erase(*entry);
        }
        ASSERT_LE(arc.bytes(), bytes_max);
        ASSERT_LE(memory.bytes_peak + sizeof(Arc), bytes_max) << "after " << stored;
        expect_invariants(arc);
      }
      EXPECT_GT(arc.evictions(), 1000U);
      EXPECT_GT(memory.bytes_peak, bytes_max / 4) << "the bound is no excuse for holding nothing";
    }
    EXPECT_EQ(memory.bytes, 0U) << "all memory is given back";
  }
}

TEST(Arc, WhatIsLargerThanTheCacheIsNotTaken) {
  Arc arc(bytes_for(2, 1000, 0));
  EXPECT_EQ(arc.admit(key_of(1), 10'000), nullptr);
  EXPECT_NE(arc.admit(key_of(1), 1000), nullptr);
  EXPECT_EQ(Arc(0).admit(key_of(1), 0), nullptr);
}

TEST(Arc, AnErasedEntryLeavesNoTrace) {
  Arc arc(bytes_for(2, 100, 0));
  request(arc, 1, 100);
  arc.erase(*arc.find(key_of(1)));
  EXPECT_EQ(arc.find(key_of(1)), nullptr);
  EXPECT_EQ(arc.bytes(), Arc(0).bytes());
  request(arc, 1, 100);
  EXPECT_EQ(content(arc, List::t1), std::list<int>{1}) << "it is new again";
}

}  // namespace
}  // namespace cognate::embed
