// The graph: what walks find of what a scan finds, rows that wait, and work in slices.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <thread>

#include "store/backends/native/native_index.h"
#include "store/backends/native/test_vectors.h"

namespace cognate::store::native {
namespace {

constexpr std::size_t kDimension = 64;
constexpr std::size_t kRows = 10'000;

struct Kind {
  Form form;
  Metric metric;
};

std::string name_of(const testing::TestParamInfo<Kind>& kind) {
  return "form" + std::to_string(static_cast<int>(kind.param.form)) + "_" +
         std::string(metric_name(kind.param.metric));
}

IndexSetup setup_of(Metric metric) {
  IndexSetup setup;
  setup.spec.dimension = kDimension;
  setup.spec.metric = metric;
  setup.threads = 2;
  return setup;
}

std::vector<Row> numbers(std::size_t first, std::size_t count) {
  std::vector<Row> rows(count);
  std::iota(rows.begin(), rows.end(), static_cast<Row>(first));
  return rows;
}

void build(NativeIndex& index) {
  for (;;) {
    const auto more = index.improve({});
    ASSERT_TRUE(more);
    if (!*more) {
      return;
    }
  }
}

/// Share of the exact nearest that searches find.
double recall_of(NativeIndex& index, std::span<const float> vectors, std::size_t k,
                 const RowMask* allowed = nullptr) {
  std::vector<IndexQuery> queries;
  for (std::size_t i = 0; i < vectors.size(); i += kDimension) {
    queries.push_back(
        {.vector = vectors.subspan(i, kDimension), .k = k, .allowed = allowed, .exact = true});
  }
  std::vector<std::vector<Neighbour>> want(queries.size());
  std::vector<std::vector<Neighbour>> found(queries.size());
  EXPECT_TRUE(index.search(queries, want, {}));
  for (IndexQuery& query : queries) {
    query.exact = false;
  }
  EXPECT_TRUE(index.search(queries, found, {}));
  std::size_t hits = 0;
  std::size_t all = 0;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    EXPECT_EQ(found[i].size(), want[i].size());
    all += want[i].size();
    for (const Neighbour& one : want[i]) {
      hits += std::ranges::any_of(found[i],
                                  [&](const Neighbour& other) { return other.row == one.row; })
                  ? 1U
                  : 0U;
    }
  }
  return static_cast<double>(hits) / static_cast<double>(all);
}

class EveryGraph : public testing::TestWithParam<Kind> {
 protected:
  std::vector<float> vectors(std::size_t count, unsigned seed) const {
    auto made = test::text_like_vectors(count, kDimension, seed);
    for (std::size_t i = 0; GetParam().metric != Metric::cosine && i < made.size(); ++i) {
      made[i] *= 0.8F + static_cast<float>(i / kDimension % 13) / 30;
    }
    return made;
  }
};
INSTANTIATE_TEST_SUITE_P(
    Kinds, EveryGraph,
    testing::Values(Kind{Form::bits8, Metric::cosine}, Kind{Form::bits8, Metric::l2},
                    Kind{Form::bits8, Metric::ip}, Kind{Form::bits4, Metric::cosine},
                    Kind{Form::bits4, Metric::l2}, Kind{Form::halves, Metric::cosine},
                    Kind{Form::floats, Metric::l2}),
    name_of);

TEST_P(EveryGraph, WalksFindNearlyAllAndRowsThatWaitAreFoundToo) {
  NativeIndex index(GetParam().form, setup_of(GetParam().metric));
  const auto all = vectors(kRows, 1);
  ASSERT_TRUE(index.add(numbers(0, kRows), all));
  const auto queries = vectors(60, 2);
  EXPECT_GE(recall_of(index, queries, 10), .999) << "a scan";
  build(index);
  EXPECT_EQ(index.stats().indexed, kRows);
  ASSERT_TRUE(index.stats().recall);
  EXPECT_GE(*index.stats().recall, .96);
  EXPECT_GE(recall_of(index, queries, 10), .95);

  // The queries themselves as rows: each is its own nearest, before it is linked and after.
  ASSERT_TRUE(index.add(numbers(kRows + 5, 60), queries));
  const auto more = vectors(3000, 3);
  for (const bool linked : {false, true}) {
    EXPECT_GE(recall_of(index, queries, 1), .98) << "linked: " << linked;
    EXPECT_GE(recall_of(index, queries, 10), .95) << "linked: " << linked;
    if (!linked) {
      ASSERT_TRUE(index.add(numbers(kRows + 100, 3000), more));
      build(index);
      EXPECT_EQ(index.stats().indexed, kRows + 3060);
    }
  }
}

TEST(NativeGraph, ErasedRowsAreNotFoundAndOthersStillAre) {
  NativeIndex index(Form::bits8, setup_of(Metric::cosine));
  ASSERT_TRUE(index.add(numbers(0, kRows), test::text_like_vectors(kRows, kDimension, 1)));
  build(index);
  std::vector<Row> gone;
  for (Row row = 0; row < kRows; row += 2) {
    gone.push_back(row);
  }
  index.erase(gone);
  const auto queries = test::text_like_vectors(60, kDimension, 2);
  EXPECT_GE(recall_of(index, queries, 10), .95);
  EXPECT_EQ(index.stats().rows, kRows / 2);
}

// Every way of a plan: some rows pass, hardly any, most.
TEST(NativeGraph, FilteredSearchesFindNearlyAllThatPass) {
  NativeIndex index(Form::bits8, setup_of(Metric::cosine));
  ASSERT_TRUE(index.add(numbers(0, kRows), test::text_like_vectors(kRows, kDimension, 1)));
  build(index);
  const auto queries = test::text_like_vectors(60, kDimension, 2);
  for (const std::size_t share : {1UL, 2UL, 3UL, 5UL, 10UL, 50UL, 1000UL, 20'000UL}) {
    std::vector<std::uint64_t> words(kRows / 64 + 1);
    RowMask mask = {.words = words};
    for (std::size_t row = 0; row < kRows; ++row) {
      if (row * 2654435761U % 1'000'003 % share == 0) {
        words[row / 64] |= std::uint64_t{1} << (row % 64);
        ++mask.count;
      }
    }
    EXPECT_GE(recall_of(index, queries, 10, &mask), .95) << "one in " << share;
  }
}

TEST(Walker, OverBridgesItMeetsOnlyWhatPasses) {
  const Space space(kDimension, Metric::cosine, Form::bits8);
  Rows rows(space, false);
  const auto all = test::text_like_vectors(9000, kDimension, 1);
  ASSERT_TRUE(rows.append(numbers(0, 9000), all));
  Graph graph(rows);
  Linker linker(graph);
  ThreadPool pool(2);
  while (linker.has_work()) {
    ASSERT_TRUE(linker.work(pool, 1, {}));
  }
  std::vector<std::uint64_t> words(9000 / 64 + 1);
  for (std::size_t row = 0; row < 9000; row += 6) {
    words[row / 64] |= std::uint64_t{1} << (row % 64);
  }
  const RowMask mask = {.words = words, .count = 1500};
  Walker walker(graph);
  Probe probe;
  double found = 0;
  for (std::size_t q = 0; q < 40; ++q) {
    space.encode(std::span(all).subspan((q * 6) * kDimension, kDimension), probe);
    const auto met = walker.walk(probe, 64, 9000, mask);
    EXPECT_GE(met.size(), 60);  // but for entries that do not pass
    for (const Near& near : met) {
      ASSERT_EQ(rows.row(near.slot) % 6, 0);
    }
    found += met.front().slot == q * 6 ? 1 : 0;
  }
  EXPECT_GE(found, 38);
}

TEST(NativeGraph, ManyEqualVectorsAreLinkedAndFound) {
  NativeIndex index(Form::bits8, setup_of(Metric::cosine));
  auto all = test::text_like_vectors(kRows, kDimension, 1);
  for (std::size_t i = kRows / 2; i < kRows; ++i) {
    std::copy_n(all.begin(), kDimension, all.begin() + static_cast<std::ptrdiff_t>(i * kDimension));
  }
  ASSERT_TRUE(index.add(numbers(0, kRows), all));
  build(index);
  const IndexQuery query = {.vector = std::span(all).first(kDimension), .k = 10};
  std::vector<Neighbour> answer;
  ASSERT_TRUE(index.search({&query, 1}, {&answer, 1}, {}));
  ASSERT_EQ(answer.size(), 10);
  EXPECT_NEAR(answer.back().distance, 0, 1e-5);
}

TEST(NativeGraph, SearchesRunBesideOneThatWrites) {
  NativeIndex index(Form::bits8, setup_of(Metric::cosine));
  const auto all = test::text_like_vectors(kRows, kDimension, 1);
  const auto part = [&](std::size_t first, std::size_t count) {
    return std::span(all).subspan(first * kDimension, count * kDimension);
  };
  ASSERT_TRUE(index.add(numbers(0, 8500), part(0, 8500)));
  std::atomic<std::size_t> known = 8500;
  std::atomic<bool> done = false;
  std::atomic<std::size_t> missed = 0;
  std::atomic<std::size_t> searches = 0;
  const auto reader = [&](std::size_t seed) {
    for (std::size_t i = seed; !done || i < seed + 50; i += 7919) {
      const std::size_t row = i % known | 1U;  // even ones may be erased
      if (row >= known) {
        continue;
      }
      const IndexQuery query = {.vector = part(row, 1), .k = 3};
      std::vector<Neighbour> answer;
      const bool answered = static_cast<bool>(index.search({&query, 1}, {&answer, 1}, {}));
      missed += answered && !answer.empty() && answer[0].distance < 1e-4F ? 0 : 1;
      ++searches;
    }
  };
  std::jthread first(reader, 1);
  std::jthread second(reader, 2);
  for (std::size_t row = 8500; row < kRows; row += 100) {
    ASSERT_TRUE(index.add(numbers(row, 100), part(row, 100)));
    known = row + 100;
    const Row gone = static_cast<Row>(row) & ~Row{1};
    index.erase({&gone, 1});
    ASSERT_TRUE(index.improve({}));
  }
  build(index);
  done = true;
  first.join();
  second.join();
  EXPECT_LE(static_cast<double>(missed), .02 * static_cast<double>(searches))
      << missed << " of " << searches;
}

}  // namespace
}  // namespace cognate::store::native
