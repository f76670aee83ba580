#include "base/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace cognate {
namespace {

constexpr std::array kBounds = {1., 2., 4.};

TEST(Histogram, PutsEachValueIntoTheBucketWhoseUpperEndHoldsIt) {
  Histogram histogram(kBounds);
  for (const double value : {0., 1., 1.5, 2., 3., 4., 4.5, 100.}) {
    histogram.observe(value);
  }
  const HistogramCounts counts = histogram.counts();
  EXPECT_EQ(counts.in_bucket, (std::vector<std::uint64_t>{2, 2, 2, 2}));
  EXPECT_EQ(counts.count, 8U);
  EXPECT_DOUBLE_EQ(counts.sum, 116);
  EXPECT_DOUBLE_EQ(counts.mean(), 14.5);
}

TEST(Histogram, QuantilesAreLinearInsideABucketAndStopAtTheLastBound) {
  Histogram histogram(kBounds);
  EXPECT_EQ(histogram.counts().quantile(.5), 0) << "nothing was observed";
  histogram.observe(1.5, 10);
  EXPECT_DOUBLE_EQ(histogram.counts().quantile(.5), 1.5);
  EXPECT_DOUBLE_EQ(histogram.counts().quantile(1), 2);
  histogram.observe(50, 10);
  EXPECT_DOUBLE_EQ(histogram.counts().quantile(.5), 2);
  EXPECT_DOUBLE_EQ(histogram.counts().quantile(.99), 4);
}

TEST(MetricsRegistry, TheSameNameAndLabelsAreTheSameMetric) {
  MetricsRegistry registry;
  Counter& first = registry.counter("hits_total", "Hits.", "level=\"l1\"");
  registry.counter("hits_total", "Hits.", "level=\"l2\"").add(5);
  registry.counter("hits_total", "Hits.", "level=\"l1\"").add(2);
  EXPECT_EQ(first.value(), 2U);
}

TEST(MetricsRegistry, ASnapshotHoldsEveryMetricByNameThenLabels) {
  MetricsRegistry registry;
  registry.histogram("seconds", "Time.", kBounds).observe(3);
  registry.gauge("bytes", "Memory.").set(7.5);
  registry.counter("texts_total", "Texts.", "b").add();
  registry.counter("texts_total", "Texts.", "a").add(3);
  const auto samples = registry.snapshot();
  ASSERT_EQ(samples.size(), 4U);
  EXPECT_EQ(samples[0].name, "bytes");
  EXPECT_EQ(std::get<double>(samples[0].value), 7.5);
  EXPECT_EQ(samples[1].help, "Time.");
  EXPECT_EQ(std::get<HistogramCounts>(samples[1].value).count, 1U);
  EXPECT_EQ(samples[2].labels, "a");
  EXPECT_EQ(std::get<std::uint64_t>(samples[2].value), 3U);
}

TEST(MetricsRegistry, GaugesAreRefreshedBeforeEachSnapshot) {
  MetricsRegistry registry;
  double value = 1;
  registry.before_snapshot([&] { registry.gauge("bytes", "Memory.").set(value); });
  EXPECT_EQ(std::get<double>(registry.snapshot().at(0).value), 1);
  value = 2;
  EXPECT_EQ(std::get<double>(registry.snapshot().at(0).value), 2);
}

TEST(MetricsRegistryDeathTest, ANameOfTwoKindsIsAProgrammersError) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  MetricsRegistry registry;
  registry.counter("texts_total", "Texts.");
  EXPECT_DEATH(registry.gauge("texts_total", "Texts."), "one kind");
}

TEST(MetricsRegistry, NothingIsLostWhenManyThreadsRecord) {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kTimes = 5'000;
  MetricsRegistry registry;
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&registry] {
        for (std::size_t i = 0; i < kTimes; ++i) {
          registry.counter("texts_total", "Texts.").add();
          registry.histogram("seconds", "Time.", kBounds).observe(1);
        }
      });
    }
  }
  EXPECT_EQ(registry.counter("texts_total", "").value(), kThreads * kTimes);
  const auto counts = registry.histogram("seconds", "", kBounds).counts();
  EXPECT_EQ(counts.count, kThreads * kTimes);
  EXPECT_EQ(counts.sum, static_cast<double>(kThreads * kTimes));
}

}  // namespace
}  // namespace cognate
