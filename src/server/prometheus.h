#pragma once
// Metrics in the text format of Prometheus, version 0.0.4. Pure functions.

#include <string>
#include <vector>

#include "base/metrics.h"

namespace cognate::server {

/// All samples, those of a name side by side, and again under the names that
/// text-embeddings-inference gives to what it measures too. REQUIRES: sorted by name.
std::string prometheus_text(const std::vector<MetricSample>& samples);

}  // namespace cognate::server
