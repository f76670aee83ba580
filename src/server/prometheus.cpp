#include "server/prometheus.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace cognate::server {
namespace {

struct Alias {
  std::string_view ours;
  std::string_view theirs;
};

/// What text-embeddings-inference calls what we measure, so that its dashboards go on working.
constexpr std::array kAliases = {
    Alias{"cognate_embedding_batch_texts", "te_batch_next_size"},
    Alias{"cognate_embedding_batch_tokens", "te_batch_next_tokens"},
    Alias{"cognate_embedding_queue_texts", "te_queue_size"},
    Alias{"cognate_embedding_request_seconds", "te_request_duration"},
    Alias{"cognate_embedding_requests_total", "te_request_count"},
    Alias{"cognate_embedding_texts_total", "te_embed_count"},
};

constexpr std::array<std::string_view, 3> kKinds = {"counter", "gauge", "histogram"};

std::string braces(const std::string& labels, const std::string& more = {}) {
  if (labels.empty() && more.empty()) {
    return "";
  }
  return fmt::format("{{{}{}{}}}", labels, labels.empty() || more.empty() ? "" : ",", more);
}

void append_value(std::string& out, std::string_view name, const MetricSample& sample) {
  const auto to = std::back_inserter(out);
  if (const auto* const count = std::get_if<std::uint64_t>(&sample.value)) {
    fmt::format_to(to, "{}{} {}\n", name, braces(sample.labels), *count);
    return;
  }
  if (const auto* const level = std::get_if<double>(&sample.value)) {
    fmt::format_to(to, "{}{} {}\n", name, braces(sample.labels), *level);
    return;
  }
  const auto& counts = std::get<HistogramCounts>(sample.value);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts.bounds.size(); ++i) {
    below += counts.in_bucket[i];
    const std::string bound = fmt::format("le=\"{}\"", counts.bounds[i]);
    fmt::format_to(to, "{}_bucket{} {}\n", name, braces(sample.labels, bound), below);
  }
  fmt::format_to(to, "{}_bucket{} {}\n", name, braces(sample.labels, "le=\"+Inf\""), counts.count);
  fmt::format_to(to, "{}_sum{} {}\n", name, braces(sample.labels), counts.sum);
  fmt::format_to(to, "{}_count{} {}\n", name, braces(sample.labels), counts.count);
}

void append_head(std::string& out, std::string_view name, const MetricSample& sample) {
  fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, sample.help, name,
                 kKinds[sample.value.index()]);
}

}  // namespace

std::string prometheus_text(const std::vector<MetricSample>& samples) {
  std::string out;
  std::string_view last;
  for (const MetricSample& sample : samples) {
    if (sample.name != last) {
      append_head(out, sample.name, sample);
      last = sample.name;
    }
    append_value(out, sample.name, sample);
  }
  for (const Alias& alias : kAliases) {
    const auto found = std::ranges::find(samples, alias.ours, &MetricSample::name);
    if (found != samples.end()) {
      append_head(out, alias.theirs, *found);
      append_value(out, alias.theirs, *found);
    }
  }
  return out;
}

}  // namespace cognate::server
