// The index at its contract, beside a plain search of all vectors.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "store/backends/native/test_vectors.h"
#include "store/vector_index.h"

namespace cognate::store {

extern const Backend kNativeBackend;

namespace native {
namespace {

struct Kind {
  const char* method;
  int bits;
  Metric metric;
};

std::string name_of(const testing::TestParamInfo<Kind>& kind) {
  return std::string(kind.param.method) + std::to_string(kind.param.bits) + "_" +
         std::string(metric_name(kind.param.metric));
}

IndexSetup setup_of(const Kind& kind, std::size_t dimension, std::size_t threads = 2) {
  IndexSetup setup;
  setup.spec.dimension = dimension;
  setup.spec.metric = kind.metric;
  setup.spec.quantization.method = kind.method;
  setup.spec.quantization.bits = kind.bits;
  setup.threads = threads;
  return setup;
}

/// What is true: every vector is kept and measured in double precision.
class Plain {
 public:
  Plain(std::size_t dimension, Metric metric) : dimension_(dimension), metric_(metric) {}

  void add(std::span<const Row> rows, std::span<const float> vectors) {
    rows_.insert(rows_.end(), rows.begin(), rows.end());
    vectors_.insert(vectors_.end(), vectors.begin(), vectors.end());
  }
  void erase(Row row) { erased_.insert(row); }

  double distance(std::span<const float> query, std::size_t i) const {
    double dot = 0;
    double squares = 0;
    for (std::size_t j = 0; j < dimension_; ++j) {
      const double x = vectors_[i * dimension_ + j];
      dot += x * query[j];
      squares += (x - query[j]) * (x - query[j]);
    }
    return metric_ == Metric::l2 ? squares : 1 - dot;
  }

  std::vector<Neighbour> nearest(const IndexQuery& query) const {
    std::vector<Neighbour> all;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!erased_.contains(rows_[i]) &&
          (query.allowed == nullptr || query.allowed->holds(rows_[i]))) {
        all.push_back({rows_[i], static_cast<float>(distance(query.vector, i))});
      }
    }
    std::ranges::sort(all, [](const Neighbour& a, const Neighbour& b) {
      return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
    });
    all.resize(std::min(all.size(), query.k));
    return all;
  }

 private:
  std::size_t dimension_;
  Metric metric_;
  std::vector<Row> rows_;
  std::vector<float> vectors_;
  std::set<Row> erased_;
};

/// Distances agree place by place; where they differ from the next one clearly, so do rows.
void expect_same(const std::vector<Neighbour>& found, const std::vector<Neighbour>& want) {
  ASSERT_EQ(found.size(), want.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i].distance, want[i].distance, 1e-5 * (1 + std::abs(want[i].distance)));
  }
  std::multiset<Row> a;
  std::multiset<Row> b;
  for (std::size_t i = 0; i < found.size(); ++i) {
    a.insert(found[i].row);
    b.insert(want[i].row);
    const bool last = i + 1 == found.size();
    if (last || want[i + 1].distance - want[i].distance > 1e-4) {
      if (!last) {
        ASSERT_EQ(a, b) << "at " << i;
      }
      a.clear();
      b.clear();
    }
  }
}

class EveryKind : public testing::TestWithParam<Kind> {
 protected:
  void make(std::size_t dimension) {
    auto made = kNativeBackend.make(setup_of(GetParam(), dimension));
    ASSERT_TRUE(made) << made.error().message;
    index_ = std::move(*made);
    plain_ = std::make_unique<Plain>(dimension, GetParam().metric);
    dimension_ = dimension;
  }

  /// Vectors of cosine have length 1, others various ones.
  std::vector<float> vectors(std::size_t count, unsigned seed) const {
    auto made = test::clustered_vectors(count, dimension_, 9, seed);
    for (std::size_t i = 0; GetParam().metric != Metric::cosine && i < made.size(); ++i) {
      made[i] *= 0.5F + static_cast<float>(i / dimension_ % 13) / 8;
    }
    return made;
  }

  void add(std::span<const Row> rows, std::span<const float> vectors) {
    ASSERT_TRUE(index_->add(rows, vectors));
    plain_->add(rows, vectors);
  }

  void expect_exact(std::span<const float> queries, std::size_t k, const RowMask* allowed) {
    std::vector<IndexQuery> wanted;
    for (std::size_t i = 0; i < queries.size(); i += dimension_) {
      wanted.push_back(
          {.vector = queries.subspan(i, dimension_), .k = k, .allowed = allowed, .exact = true});
    }
    std::vector<std::vector<Neighbour>> answers(wanted.size());
    ASSERT_TRUE(index_->search(wanted, answers, {}));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      expect_same(answers[i], plain_->nearest(wanted[i]));
    }
  }

  std::unique_ptr<VectorIndex> index_;
  std::unique_ptr<Plain> plain_;
  std::size_t dimension_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind,
                         testing::Values(Kind{"sq", 8, Metric::cosine}, Kind{"sq", 8, Metric::l2},
                                         Kind{"sq", 8, Metric::ip}, Kind{"sq", 4, Metric::cosine},
                                         Kind{"sq", 4, Metric::l2}, Kind{"sq", 4, Metric::ip},
                                         Kind{"fp16", 8, Metric::cosine},
                                         Kind{"fp16", 8, Metric::l2},
                                         Kind{"none", 8, Metric::cosine},
                                         Kind{"none", 8, Metric::ip}),
                         name_of);

TEST_P(EveryKind, ExactSearchIsThePlainOneForOneQueryAndForMany) {
  for (const std::size_t dimension : {3UL, 100UL, 384UL}) {
    make(dimension);
    std::vector<Row> rows;
    for (Row row = 0; row < 900; ++row) {
      rows.push_back(row * 2 + row / 300);  // with gaps
    }
    const auto all = vectors(900, 5);
    add(std::span(rows).first(500), std::span(all).first(500 * dimension));
    expect_exact(vectors(1, 11), 10, nullptr);
    add(std::span(rows).subspan(500), std::span(all).subspan(500 * dimension));
    for (const std::size_t count : {1UL, 5UL, 8UL, 70UL}) {
      expect_exact(vectors(count, 12), 10, nullptr);
    }
    expect_exact(vectors(2, 13), 2000, nullptr);
  }
}

TEST_P(EveryKind, ErasedAndMaskedRowsAreNeverFound) {
  make(48);
  std::vector<Row> rows(700);
  std::iota(rows.begin(), rows.end(), 100U);
  add(rows, vectors(700, 5));
  std::vector<Row> gone;
  for (Row row = 90; row < 820; row += 3) {
    gone.push_back(row);
    plain_->erase(row);
  }
  index_->erase(gone);
  expect_exact(vectors(3, 12), 10, nullptr);
  for (const Row step : {2U, 7U, 150U}) {
    std::vector<std::uint64_t> words(16);
    RowMask mask = {.words = words};
    for (Row row = 0; row < 900; row += step) {
      words[row / 64] |= std::uint64_t{1} << (row % 64);
      ++mask.count;
    }
    expect_exact(vectors(3, 12), 10, &mask);
    expect_exact(vectors(20, 12), 10, &mask);
  }
  std::vector<std::uint64_t> none(2);
  const RowMask empty = {.words = none};
  expect_exact(vectors(1, 12), 10, &empty);
}

TEST_P(EveryKind, EqualVectorsComeInTheOrderOfTheirRows) {
  make(32);
  const auto one = vectors(1, 3);
  std::vector<float> same;
  std::vector<Row> rows(200);
  std::iota(rows.begin(), rows.end(), 7U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    same.insert(same.end(), one.begin(), one.end());
  }
  add(rows, same);
  const std::vector<IndexQuery> wanted = {{.vector = one, .k = 20, .exact = true},
                                          {.vector = one, .k = 20}};
  std::vector<std::vector<Neighbour>> answers(2);
  ASSERT_TRUE(index_->search(wanted, answers, {}));
  for (const auto& answer : answers) {
    ASSERT_EQ(answer.size(), 20);
    for (std::size_t i = 0; i < answer.size(); ++i) {
      EXPECT_EQ(answer[i].row, 7 + i);
    }
  }
}

TEST_P(EveryKind, AnEmptyIndexFindsNothing) {
  make(16);
  expect_exact(vectors(3, 1), 5, nullptr);
  EXPECT_EQ(index_->stats().rows, 0);
}

TEST_P(EveryKind, RowsThatDoNotRiseAreRefusedWhole) {
  make(8);
  const auto some = vectors(3, 1);
  const Row rows[] = {4, 9, 9};
  EXPECT_EQ(index_->add(rows, some).error().code, Code::invalid_argument);
  EXPECT_EQ(index_->stats().rows, 0);
  add(std::span(rows).first(2), std::span(some).first(16));
  EXPECT_FALSE(index_->add(std::span(rows).first(1), std::span(some).first(8)));
  EXPECT_EQ(index_->stats().rows, 2);
}

TEST(NativeIndex, AStoppedSearchSaysDeadline) {
  auto index = kNativeBackend.make(setup_of({"sq", 8, Metric::cosine}, 16));
  ASSERT_TRUE(index);
  const auto vectors = test::random_vectors(10, 16, 1);
  std::vector<Row> rows(10);
  std::iota(rows.begin(), rows.end(), 0U);
  ASSERT_TRUE((*index)->add(rows, vectors));
  std::stop_source stop;
  stop.request_stop();
  const IndexQuery query = {.vector = std::span(vectors).first(16)};
  std::vector<std::vector<Neighbour>> answers(1);
  EXPECT_EQ((*index)->search({&query, 1}, answers, stop.get_token()).error().code, Code::deadline);
}

TEST(NativeIndex, ForeignQuantizationIsRefusedInWords) {
  for (const Kind& kind : {Kind{"pq", 8, Metric::l2}, Kind{"sq", 5, Metric::l2}}) {
    const auto made = kNativeBackend.make(setup_of(kind, 16));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Code::invalid_argument);
    EXPECT_NE(made.error().message.find("native"), std::string::npos);
  }
}

TEST(NativeIndex, CodesTakeTheMemoryThatTheySay) {
  for (const auto& [bits, bytes] : {std::pair{8, 388.2}, std::pair{4, 196.2}}) {
    IndexSetup setup = setup_of({"sq", bits, Metric::cosine}, 384);
    setup.spec.quantization.rescore = false;
    auto index = kNativeBackend.make(setup);
    ASSERT_TRUE(index);
    std::vector<Row> rows(1000);
    std::iota(rows.begin(), rows.end(), 0U);
    ASSERT_TRUE((*index)->add(rows, test::random_vectors(1000, 384, 1)));
    EXPECT_LE(static_cast<double>((*index)->stats().resident_bytes) / 1000, bytes);
  }
}

}  // namespace
}  // namespace native
}  // namespace cognate::store
