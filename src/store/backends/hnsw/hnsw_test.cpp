#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "store/backends/library/library_testing.h"

namespace cognate::store {

extern const Backend kHnswBackend;

namespace {

IndexSetup setup(Metric metric, std::map<std::string, std::string, std::less<>> options = {}) {
  IndexSetup setup;
  setup.spec.dimension = testing::kDimension;
  setup.spec.metric = metric;
  setup.spec.quantization.method = "none";
  setup.spec.options = std::move(options);
  return setup;
}

TEST(HnswIndex, AnswersRightThroughItsLifeUnderEveryMetric) {
  for (const Metric metric : {Metric::cosine, Metric::l2, Metric::ip}) {
    SCOPED_TRACE(metric_name(metric));
    testing::Bench bench(kHnswBackend, setup(metric, {{"m", "8"}, {"ef_construction", "60"}}));
    ASSERT_NO_FATAL_FAILURE(testing::live_through(bench, 4000));
  }
}

TEST(HnswIndex, RefusesADamagedFile) {
  testing::Bench bench(kHnswBackend, setup(Metric::cosine));
  bench.add(500);
  bench.improve_all();
  bench.add(20);
  bench.check_damage();
}

TEST(HnswIndex, FindsMoreWithMoreCandidates) {
  double last = 0;
  for (const char* ef : {"1", "20", "400"}) {
    testing::Bench bench(
        kHnswBackend,
        setup(Metric::l2, {{"m", "4"}, {"ef_construction", "10"}, {"ef_search", ef}}));
    bench.add(6000);
    bench.improve_all();
    double found = 0;
    for (int round = 0; round < 100; ++round) {
      const std::vector<float> probe = bench.vector();
      const IndexQuery query = {.vector = probe, .k = 10};
      const auto answer = bench.search(query);
      for (const Neighbour& one : bench.truth(query)) {
        found += static_cast<double>(std::ranges::count(answer, one.row, &Neighbour::row));
      }
    }
    EXPECT_GT(found, last);
    last = found;
  }
  EXPECT_GT(last, 930);
}

TEST(HnswIndex, SaysWhatItCannotDo) {
  const auto message = [](const IndexSetup& wanted) {
    const auto made = kHnswBackend.make(wanted);
    return made ? std::string() : made.error().message;
  };
  IndexSetup coded = setup(Metric::l2);
  coded.spec.quantization.method = "sq";
  EXPECT_EQ(message(coded),
            "quantization 'sq': hnswlib keeps vectors as 32-bit floats, so the store 'hnsw' has "
            "'none' only");
  EXPECT_EQ(message(setup(Metric::l2, {{"m", "1"}})),
            "option m: '1' is no whole number from 2 to 512 (nor 'auto')");
  EXPECT_EQ(message(setup(Metric::l2, {{"ef_search", "many"}})),
            "option ef_search: 'many' is no whole number from 1 to 100000 (nor 'auto')");
  EXPECT_EQ(message(setup(Metric::l2, {{"random_seed", "7"}})), "");
}

TEST(HnswIndex, AnswersWhileOneThreadWrites) {
  testing::Bench bench(kHnswBackend, setup(Metric::l2, {{"m", "6"}, {"ef_construction", "20"}}));
  bench.add(2500);
  const std::vector<float> probe = bench.vector();
  std::atomic<bool> done = false;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        const IndexQuery query = {.vector = probe, .k = 5};
        std::vector<std::vector<Neighbour>> answers(1);
        ASSERT_TRUE(bench.index->search({&query, 1}, answers, {}));
        ASSERT_EQ(answers.front().size(), 5);
        bench.index->stats();
      }
    });
  }
  for (int round = 0; round < 6; ++round) {
    bench.improve_all();
    bench.add(100);
    bench.erase(round == 3 ? 45 : 3);
  }
  bench.improve_all();
  done = true;
  readers.clear();
  ASSERT_NO_FATAL_FAILURE(bench.check());
}

}  // namespace
}  // namespace cognate::store
