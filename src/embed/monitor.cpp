#include "embed/monitor.h"

#include <array>

#include "base/error.h"
#include "base/limits.h"

namespace cognate::embed {
namespace {

constexpr auto kWindow = std::chrono::seconds(limits::kMonitorWindowSeconds);
constexpr auto kSpacing = kWindow / limits::kMonitorMomentsMax;

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

std::string too_slow(double value, double limit) {
  return fmt::format("{:.0f} ms, and {:.0f} are the limit", value * 1000, limit * 1000);
}

std::string share(double value, double limit) {
  return fmt::format("{:.1f} %, and {:.0f} % are the limit", value * 100, limit * 100);
}

/// A figure that is judged.
struct Row {
  std::string_view name;
  std::string_view says;
  double PerformanceMetrics::*figure;
  double limit;
  bool low_is_bad;
  std::string (*text)(double value, double limit);
};

constexpr std::array kRows = {
    Row{.name = "embedding_generation_time",
        .says = "embedding a column takes long",
        .figure = &PerformanceMetrics::embedding_generation_time,
        .limit = limits::kAlertEmbeddingSeconds,
        .low_is_bad = false,
        .text = too_slow},
    Row{.name = "similarity_search_time",
        .says = "a search takes long",
        .figure = &PerformanceMetrics::similarity_search_time,
        .limit = limits::kAlertSearchSeconds,
        .low_is_bad = false,
        .text = too_slow},
    Row{.name = "memory_usage",
        .says = "memory is nearly used up",
        .figure = &PerformanceMetrics::memory_usage,
        .limit = limits::kAlertMemoryShare,
        .low_is_bad = false,
        .text = share},
    Row{.name = "cache_hit_rate",
        .says = "few texts are found in the cache",
        .figure = &PerformanceMetrics::cache_hit_rate,
        .limit = limits::kAlertHitRate,
        .low_is_bad = true,
        .text = share},
    Row{.name = "error_rate",
        .says = "many requests fail",
        .figure = &PerformanceMetrics::error_rate,
        .limit = limits::kAlertErrorRate,
        .low_is_bad = false,
        .text = share},
};

}  // namespace

std::vector<PerformanceAlert> alerts_of(const PerformanceMetrics& metrics) {
  std::vector<PerformanceAlert> alerts;
  for (const Row& row : kRows) {
    const double value = metrics.*row.figure;
    if (row.low_is_bad ? value < row.limit : value > row.limit) {
      alerts.push_back({.name = std::string(row.name),
                        .value = value,
                        .limit = row.limit,
                        .text = fmt::format("{}: {}", row.says, row.text(value, row.limit))});
    }
  }
  return alerts;
}

ServiceMonitor::ServiceMonitor(MetricsRegistry& registry, MonitorOptions options)
    : options_(std::move(options)), metrics_(registry) {
  moments_.push_back({.when = options_.now(), .totals = totals_now()});
}

ServiceMonitor::Totals ServiceMonitor::totals_now() const {
  const auto number = [](const Counter& counter) { return static_cast<double>(counter.value()); };
  const HistogramCounts model = metrics_.seconds_per_text.counts();
  const HistogramCounts search = metrics_.search_seconds.counts();
  const HistogramCounts batches = metrics_.batch_texts.counts();
  return {.model_seconds = model.sum,
          .computed = static_cast<double>(model.count),
          .search_seconds = search.sum,
          .searches = static_cast<double>(search.count),
          .hits = number(metrics_.hits),
          .looked_up = number(metrics_.hits) + number(metrics_.misses),
          .batched = batches.sum,
          .batches = static_cast<double>(batches.count),
          .texts = number(metrics_.texts),
          .failed = number(metrics_.failed),
          .requests = number(metrics_.requests)};
}

ServiceMonitor::Totals ServiceMonitor::recent() {
  const std::lock_guard lock(mutex_);
  const auto now = options_.now();
  Totals current = totals_now();
  // The youngest moment that is older than the window stays: from there on it is counted.
  while (moments_.size() > 1 && moments_[1].when <= now - kWindow) {
    moments_.pop_front();
  }
  const Totals& before = moments_.front().totals;
  const Totals totals = current;
  for (double Totals::*const sum :
       {&Totals::model_seconds, &Totals::computed, &Totals::search_seconds, &Totals::searches,
        &Totals::hits, &Totals::looked_up, &Totals::batched, &Totals::batches, &Totals::texts,
        &Totals::failed, &Totals::requests}) {
    current.*sum -= before.*sum;
  }
  if (now - moments_.back().when >= kSpacing) {
    moments_.push_back({.when = now, .totals = totals});
  }
  return current;
}

PerformanceMetrics ServiceMonitor::metrics() {
  const Totals totals = recent();
  return {.embedding_generation_time = ratio(totals.model_seconds, totals.computed),
          .similarity_search_time = ratio(totals.search_seconds, totals.searches),
          .memory_usage = ratio(static_cast<double>(options_.resident_bytes()),
                                static_cast<double>(options_.memory_limit_bytes)),
          .cache_hit_rate = ratio(totals.hits, totals.looked_up),
          .batch_size = ratio(totals.batched, totals.batches),
          .total_columns = static_cast<std::uint64_t>(totals.texts),
          .error_rate = ratio(totals.failed, totals.requests)};
}

std::vector<PerformanceAlert> ServiceMonitor::check_performance_alerts() {
  const Totals totals = recent();
  PerformanceMetrics judged = metrics();
  if (totals.looked_up < limits::kAlertObservationsMin) {
    judged.cache_hit_rate = 1;
  }
  if (totals.requests < limits::kAlertObservationsMin) {
    judged.error_rate = 0;
  }
  return alerts_of(judged);
}

}  // namespace cognate::embed
