#pragma once
// Counters, gauges and histograms, and the registry that doors export (HTTP, logs, Python).
//
// Thread-safety: all of it. Recording is lock-free and never fails; only asking a registry for a
// metric takes a lock, so ask once and keep the reference. Values are exact; a snapshot taken while
// others record may see one of two numbers that belong together a moment before the other.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/limits.h"

namespace cognate {

/// Only grows.
class Counter {
 public:
  void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Goes up and down.
class Gauge {
 public:
  void set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }
  double value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

/// What a histogram has counted.
struct HistogramCounts {
  std::span<const double> bounds;        ///< upper ends of the buckets, ascending, end included
  std::vector<std::uint64_t> in_bucket;  ///< one more than bounds: the last is what lies above
  std::uint64_t count = 0;
  double sum = 0;

  double mean() const noexcept;  ///< 0 where nothing was observed
  /// The value below which a share (0 to 1) of the observations lies, linear inside its bucket; the
  /// last bound for what lies above it, 0 where nothing was observed.
  double quantile(double share) const noexcept;
};

class Histogram {
 public:
  /// REQUIRES: bounds ascend, are at most limits::kHistogramBucketsMax, and outlive the histogram.
  explicit Histogram(std::span<const double> bounds);
  void observe(double value, std::uint64_t times = 1) noexcept;
  HistogramCounts counts() const;

 private:
  std::span<const double> bounds_;
  std::array<std::atomic<std::uint64_t>, limits::kHistogramBucketsMax + 1> in_bucket_{};
  std::atomic<double> sum_{0};
};

/// Bounds for durations (seconds) and for sizes (texts, tokens).
inline constexpr std::array kSecondsBounds = {.0001, .00025, .0005, .001, .0025, .005, .01, .025,
                                              .05,   .1,     .25,   .5,   1.,    2.5,  5.,  10.};
inline constexpr std::array kSizeBounds = {1.,   2.,   4.,    8.,    16.,   32.,   64.,   128.,
                                           256., 512., 1024., 2048., 4096., 8192., 16384.};

/// One metric as it stands.
struct MetricSample {
  std::string name;                                            ///< "cognate_embedding_texts_total"
  std::string help;                                            ///< one sentence
  std::string labels;                                          ///< `level="l1"`, or ""
  std::variant<std::uint64_t, double, HistogramCounts> value;  ///< of a counter, gauge, histogram
};

/// Metrics by name and labels; they live as long as the registry.
class MetricsRegistry {
 public:
  /// The metric of that name, made at the first call. REQUIRES: a name is always of one kind.
  Counter& counter(std::string_view name, std::string_view help, std::string_view labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, std::string_view labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, std::span<const double> bounds,
                       std::string_view labels = {});

  /// All of them, by name, then labels.
  std::vector<MetricSample> snapshot() const;
  /// `refresh` is called before each snapshot, to set gauges. REQUIRES: set once, before others
  /// use the registry; it may ask for metrics, but not for a snapshot.
  void before_snapshot(std::function<void()> refresh) { refresh_ = std::move(refresh); }

 private:
  struct Metric {
    std::string help;
    std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>> it;
  };
  using Key = std::pair<std::string, std::string>;
  template <class Kind, class... Args>
  Kind& get(std::string_view name, std::string_view help, std::string_view labels, Args... args);

  std::function<void()> refresh_;
  mutable std::mutex mutex_;
  std::map<Key, Metric> metrics_;  // guarded by mutex_
};

}  // namespace cognate
