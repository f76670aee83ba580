#include "base/metrics.h"

#include <algorithm>

#include "base/check.h"

namespace cognate {
namespace {

std::variant<std::uint64_t, double, HistogramCounts> value_of(const auto& metric) {
  using Kind = std::remove_cvref_t<decltype(*metric)>;
  if constexpr (std::is_same_v<Kind, Histogram>) {
    return metric->counts();
  } else {
    return metric->value();
  }
}

}  // namespace

double HistogramCounts::mean() const noexcept {
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

double HistogramCounts::quantile(double share) const noexcept {
  const double rank = std::clamp(share, 0., 1.) * static_cast<double>(count);
  double below = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const auto inside = static_cast<double>(in_bucket[i]);
    if (inside > 0 && below + inside >= rank) {
      const double low = i == 0 ? 0 : bounds[i - 1];
      return low + (bounds[i] - low) * std::max(0., rank - below) / inside;
    }
    below += inside;
  }
  return count == 0 ? 0 : bounds.back();
}

Histogram::Histogram(std::span<const double> bounds) : bounds_(bounds) {
  CHECK(!bounds.empty() && bounds.size() <= limits::kHistogramBucketsMax, "a few buckets");
  CHECK(std::ranges::is_sorted(bounds), "bounds ascend");
}

void Histogram::observe(double value, std::uint64_t times) noexcept {
  const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  in_bucket_[static_cast<std::size_t>(bucket)].fetch_add(times, std::memory_order_relaxed);
  sum_.fetch_add(value * static_cast<double>(times), std::memory_order_relaxed);
}

HistogramCounts Histogram::counts() const {
  HistogramCounts counts{
      .bounds = bounds_, .in_bucket = {}, .sum = sum_.load(std::memory_order_relaxed)};
  for (std::size_t i = 0; i <= bounds_.size(); ++i) {
    counts.in_bucket.push_back(in_bucket_[i].load(std::memory_order_relaxed));
    counts.count += counts.in_bucket.back();
  }
  return counts;
}

template <class Kind, class... Args>
Kind& MetricsRegistry::get(std::string_view name, std::string_view help, std::string_view labels,
                           Args... args) {
  const std::lock_guard lock(mutex_);
  Key key(name, labels);
  auto found = metrics_.find(key);
  if (found == metrics_.end()) {
    Metric made{.help = std::string(help), .it = std::make_unique<Kind>(args...)};
    found = metrics_.emplace(std::move(key), std::move(made)).first;
  }
  auto* const metric = std::get_if<std::unique_ptr<Kind>>(&found->second.it);
  CHECK(metric != nullptr, "a metric's name is always of one kind");
  return **metric;
}

Counter& MetricsRegistry::counter(std::string_view name, std::string_view help,
                                  std::string_view labels) {
  return get<Counter>(name, help, labels);
}

Gauge& MetricsRegistry::gauge(std::string_view name, std::string_view help,
                              std::string_view labels) {
  return get<Gauge>(name, help, labels);
}

Histogram& MetricsRegistry::histogram(std::string_view name, std::string_view help,
                                      std::span<const double> bounds, std::string_view labels) {
  return get<Histogram>(name, help, labels, bounds);
}

std::vector<MetricSample> MetricsRegistry::snapshot() const {
  if (refresh_) {
    refresh_();
  }
  const std::lock_guard lock(mutex_);
  std::vector<MetricSample> samples;
  for (const auto& [key, metric] : metrics_) {
    samples.push_back(
        {.name = key.first,
         .help = metric.help,
         .labels = key.second,
         .value = std::visit([](const auto& it) { return value_of(it); }, metric.it)});
  }
  return samples;
}

}  // namespace cognate
