#include <gtest/gtest.h>

#include "store/backends/library/library_testing.h"

namespace cognate::store {

extern const Backend kFaissBackend;

namespace {

using Options = std::map<std::string, std::string, std::less<>>;

struct Kind {
  const char* method;
  int bits;
  bool rescore;
  Options options;
  std::size_t linked;  // vectors that training wants
};

IndexSetup setup(const Kind& kind, Metric metric) {
  IndexSetup setup;
  setup.spec.dimension = testing::kDimension;
  setup.spec.metric = metric;
  setup.spec.quantization = {.method = kind.method, .bits = kind.bits, .rescore = kind.rescore};
  setup.spec.options = kind.options;
  return setup;
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kinds = {
      {"none", 8, true, {{"m", "8"}}, 4000},
      {"sq", 8, true, {{"m", "8"}}, 4000},
      {"sq", 8, false, {{"m", "8"}}, 4000},
      {"fp16", 8, true, {{"m", "8"}}, 4000},
      {"none", 8, true, {{"factory", "Flat"}}, 3000},
      {"none", 8, false, {{"factory", "IVF16,SQ8"}, {"nprobe", "12"}}, 3000},
      {"none", 8, true, {{"factory", "PCA8,IVF16,Flat"}, {"nprobe", "12"}}, 3000},
      {"pq", 8, true, {{"m", "8"}, {"pq_m", "8"}, {"train_rows", "2000"}}, 5000},
      {"none", 8, true, {{"factory", "IVF8,PQ8x4fs"}, {"nprobe", "8"}}, 3000},
  };
  return kinds;
}

class FaissKinds : public ::testing::TestWithParam<std::size_t> {};

TEST_P(FaissKinds, AnswerRightThroughTheirLife) {
  const Kind& kind = kinds()[GetParam()];
  for (const Metric metric : {Metric::cosine, Metric::l2, Metric::ip}) {
    SCOPED_TRACE(metric_name(metric));
    const IndexSetup wanted = setup(kind, metric);
    if (const auto made = kFaissBackend.make(wanted); !made) {
      EXPECT_EQ(made.error().code, Code::invalid_argument);
      EXPECT_NE(made.error().message.find("cannot do the metric ip"), std::string::npos)
          << made.error().message;
      continue;
    }
    testing::Bench bench(kFaissBackend, wanted);
    bench.exact_is_exact = kind.rescore;
    ASSERT_NO_FATAL_FAILURE(testing::live_through(bench, kind.linked, .6));
  }
}

INSTANTIATE_TEST_SUITE_P(All, FaissKinds, ::testing::Range<std::size_t>(0, 9));

TEST(FaissIndex, RefusesADamagedFile) {
  testing::Bench bench(kFaissBackend, setup({"sq", 8, true, {}, 0}, Metric::cosine));
  bench.add(1200);
  bench.improve_all();
  bench.add(20);
  bench.check_damage();
}

TEST(FaissIndex, WaitsForVectorsToTrainOn) {
  testing::Bench bench(kFaissBackend,
                       setup({"sq", 8, true, {{"train_rows", "500"}}, 0}, Metric::l2));
  bench.add(499);
  EXPECT_FALSE(*bench.index->improve({}));
  EXPECT_EQ(bench.index->stats().indexed, 0);
  bench.add(1);
  bench.improve_all();
  EXPECT_EQ(bench.index->stats().indexed, 500);
}

TEST(FaissIndex, SaysWhatItIsAndWhatItCannotDo) {
  testing::Bench bench(kFaissBackend, setup({"none", 8, true, {}, 0}, Metric::l2));
  bench.add(10);
  bench.improve_all();
  const IndexStats stats = bench.index->stats();
  EXPECT_EQ(stats.form, "FAISS HNSW32,Flat");
  EXPECT_EQ(stats.details.front().first, "faiss built with");
  const auto message = [](const Kind& kind) {
    const auto made = kFaissBackend.make(setup(kind, Metric::l2));
    return made ? std::string() : made.error().message;
  };
  EXPECT_NE(message({"none", 8, true, {{"factory", "NoSuchThing"}}, 0}), "");
  EXPECT_EQ(message({"none", 8, true, {{"factory", "IDMap,Flat"}}, 0}),
            "factory 'IDMap,Flat': leave IDMap out, the store numbers its vectors itself");
  EXPECT_NE(message({"none", 8, true, {{"search", "no_such=3"}}, 0}), "");
  EXPECT_EQ(message({"none", 8, true, {{"search", "efSearch=64"}}, 0}), "");
  EXPECT_NE(message({"sq", 5, true, {}, 0}), "");
  EXPECT_NE(message({"none", 8, true, {{"m", "x"}}, 0}), "");
}

}  // namespace
}  // namespace cognate::store
