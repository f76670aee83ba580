#pragma once
// PerformanceMonitor (include/cognate/performance.h) over the metrics of the embedding service.
//
// It keeps what the counters said at a few moments of the last kMonitorWindow, and answers with
// the difference to now, so that old troubles are forgotten and many may ask.

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "cognate/performance.h"
#include "embed/service_metrics.h"

namespace cognate::embed {

/// What is judged, and when it is out of bounds.
std::vector<PerformanceAlert> alerts_of(const PerformanceMetrics& metrics);

struct MonitorOptions {
  std::size_t memory_limit_bytes = 0;
  std::function<std::size_t()> resident_bytes = {};
  std::function<Clock::time_point()> now = Clock::now;
};

class ServiceMonitor final : public PerformanceMonitor {
 public:
  /// REQUIRES: `registry` outlives it, and is the one of the service.
  ServiceMonitor(MetricsRegistry& registry, MonitorOptions options);

  PerformanceMetrics metrics() override;
  std::vector<PerformanceAlert> check_performance_alerts() override;
  void record_search(double seconds) override { metrics_.search_seconds.observe(seconds); }

 private:
  /// Sums since the start of the process.
  struct Totals {
    double model_seconds = 0, computed = 0;
    double search_seconds = 0, searches = 0;
    double hits = 0, looked_up = 0;
    double batched = 0, batches = 0;
    double texts = 0;
    double failed = 0, requests = 0;
  };
  struct Moment {
    Clock::time_point when;
    Totals totals;
  };

  Totals totals_now() const;
  /// What happened in the window.
  Totals recent();

  const MonitorOptions options_;
  const ServiceMetrics metrics_;
  std::mutex mutex_;
  std::deque<Moment> moments_;  // guarded by mutex_; oldest first, never empty
};

}  // namespace cognate::embed
