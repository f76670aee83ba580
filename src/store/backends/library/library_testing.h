#pragma once
// What the back ends around libraries are tested for alike: right answers, through waiting,
// linking, erasing, rebuilding, saving and damage. For their tests.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/faulty_file_system.h"
#include "store/backends/library/library.h"
#include "store/filter/bits.h"
#include "store/vector_index.h"

namespace cognate::store::testing {

inline constexpr std::size_t kDimension = 16;

/// An index and, beside it, all that it should hold.
class Bench {
 public:
  Bench(const Backend& backend, IndexSetup setup)
      : backend_(backend), setup_(std::move(setup)), random_(11) {
    setup_.spec.dimension = kDimension;
    auto made = backend_.make(setup_);
    EXPECT_TRUE(made) << made.error().message;
    index = *std::move(made);
  }

  /// Vectors around some centres, as real ones lie.
  std::vector<float> vector() {
    std::normal_distribution<float> of_centre;  // two: one keeps every second number
    std::normal_distribution<float> around;
    std::vector<float> vector(kDimension);
    const auto centre = random_() % 20;
    std::mt19937_64 centres(centre);
    float squares = 0;
    for (float& number : vector) {
      number = of_centre(centres) + around(random_);
      squares += number * number;
    }
    if (setup_.spec.metric == Metric::cosine) {
      for (float& number : vector) {
        number /= std::sqrt(squares);
      }
    }
    return vector;
  }

  void add(std::size_t count) {
    std::vector<Row> rows;
    std::vector<float> vectors;
    for (std::size_t i = 0; i < count; ++i) {
      next_ += static_cast<Row>(1 + random_() % 3);
      rows.push_back(next_);
      held[next_] = vector();
      vectors.insert(vectors.end(), held[next_].begin(), held[next_].end());
    }
    const Status added = index->add(rows, vectors);
    ASSERT_TRUE(added) << added.error().message;
  }

  void erase(std::size_t percent) {
    std::vector<Row> rows;
    for (const auto& [row, vector] : held) {
      if (random_() % 100 < percent) {
        rows.push_back(row);
      }
    }
    index->erase(rows);
    index->erase(rows);  // once more is no error
    for (const Row row : rows) {
      held.erase(row);
    }
  }

  void improve_all() {
    for (bool more = true; more;) {
      const auto improved = index->improve({});
      ASSERT_TRUE(improved) << improved.error().message;
      more = *improved;
    }
  }

  std::vector<Neighbour> search(const IndexQuery& query) {
    std::vector<std::vector<Neighbour>> answers(1);
    const Status status = index->search({&query, 1}, answers, {});
    EXPECT_TRUE(status) << status.error().message;
    return answers.front();
  }

  std::vector<Neighbour> truth(const IndexQuery& query) const {
    std::vector<Neighbour> all;
    for (const auto& [row, vector] : held) {
      if (query.allowed == nullptr || query.allowed->holds(row)) {
        all.push_back(
            {row, distance_of(setup_.spec.metric, query.vector.data(), vector.data(), kDimension)});
      }
    }
    std::ranges::stable_sort(all, {}, &Neighbour::distance);
    all.resize(std::min(all.size(), query.k));
    return all;
  }

  /// A random part of the rows, one of `of`.
  Bits some_rows(std::size_t of) {
    Bits bits(std::size_t{next_} + 1);
    for (Row row = 0; row <= next_; ++row) {
      if (random_() % of == 0) {
        bits.add(row);
      }
    }
    return bits;
  }

  /// Exact answers are those of the truth; others find most of them and nothing wrong.
  void check(double recall_least = .9) {
    double found = 0;
    double wanted = 0;
    for (int round = 0; round < 60; ++round) {
      const std::vector<float> probe = vector();
      const Bits bits = some_rows(std::size_t{1} << (round % 8));
      const RowMask mask = {.words = bits.words(), .count = bits.count()};
      IndexQuery query = {.vector = probe,
                          .k = 1 + static_cast<std::size_t>(round) % 20,
                          .allowed = round % 2 == 0 ? nullptr : &mask,
                          .exact = true};
      const std::vector<Neighbour> expected = truth(query);
      if (exact_is_exact) {
        ASSERT_EQ(search(query), expected);
      }
      query.exact = false;
      const std::vector<Neighbour> answer = search(query);
      ASSERT_EQ(answer.size(), expected.size());
      ASSERT_TRUE(std::ranges::is_sorted(answer, {}, &Neighbour::distance));
      std::set<Row> rows;
      for (const Neighbour& one : answer) {
        ASSERT_TRUE(held.contains(one.row)) << "row " << one.row << " is not held";
        ASSERT_TRUE(query.allowed == nullptr || mask.holds(one.row));
        ASSERT_TRUE(rows.insert(one.row).second) << "row " << one.row << " twice";
      }
      for (const Neighbour& one : expected) {
        found += rows.contains(one.row) ? 1 : 0;
        ++wanted;
      }
    }
    EXPECT_GE(found, wanted * recall_least) << "of " << wanted;
    EXPECT_EQ(index->stats().rows, held.size());
  }

  /// Saves into a file system in memory, and opens what was saved.
  void reopen() {
    FaultyFileSystem files;
    ASSERT_TRUE(files.make_folders("/saved"));
    const Status saved = index->save(files, "/saved");
    ASSERT_TRUE(saved) << saved.error().message;
    auto loaded = backend_.load(setup_, files, "/saved");
    ASSERT_TRUE(loaded) << loaded.error().message;
    index = *std::move(loaded);
  }

  /// A saved index with one byte changed, or cut, is refused.
  void check_damage() {
    FaultyFileSystem files;
    ASSERT_TRUE(files.make_folders("/saved"));
    ASSERT_TRUE(index->save(files, "/saved"));
    for (const auto& [path, whole] : files.files()) {
      for (int round = 0; round < 60; ++round) {
        std::string bytes = whole;
        const std::size_t at = random_() % bytes.size();
        if (round % 4 == 0) {
          bytes.resize(at);
        } else {
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random_() % 8)));
        }
        files.put(path, bytes);
        const auto loaded = backend_.load(setup_, files, "/saved");
        ASSERT_FALSE(loaded) << "byte " << at;
        EXPECT_TRUE(loaded.error().code == Code::corrupt ||
                    loaded.error().code == Code::unsupported)
            << loaded.error().message;
      }
      files.put(path, whole + "x");
      EXPECT_FALSE(backend_.load(setup_, files, "/saved"));
      files.put(path, whole);
      EXPECT_TRUE(backend_.load(setup_, files, "/saved"));
    }
    const auto missing = backend_.load(setup_, files, "/elsewhere");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Code::not_found);
  }

  std::unique_ptr<VectorIndex> index;
  std::map<Row, std::vector<float>> held;
  bool exact_is_exact = true;

 private:
  const Backend& backend_;
  IndexSetup setup_;
  std::mt19937_64 random_;
  Row next_ = 0;
};

/// The life of an index; `linked` vectors are enough for the library to begin.
inline void live_through(Bench& bench, std::size_t linked, double recall_least = .9) {
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));  // empty
  bench.add(50);
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));  // all wait
  bench.add(linked);
  bench.improve_all();
  EXPECT_EQ(bench.index->stats().indexed, bench.held.size());
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));
  bench.add(200);
  bench.erase(10);
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));
  bench.reopen();
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));
  bench.improve_all();
  bench.erase(40);  // so many that the library is made anew
  bench.add(100);
  ASSERT_TRUE(bench.index->improve({}));
  bench.erase(5);  // while that goes on, where it takes longer than a slice
  bench.improve_all();
  EXPECT_EQ(bench.index->stats().indexed, bench.held.size());
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));
  bench.reopen();
  bench.add(10);
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));
  bench.erase(99);
  bench.improve_all();
  ASSERT_NO_FATAL_FAILURE(bench.check(recall_least));
}

}  // namespace cognate::store::testing
