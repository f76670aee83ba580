#pragma once
// The metrics of the embedding service, asked for once.

#include <array>

#include "base/metrics.h"

namespace cognate::embed {

struct ServiceMetrics {
  explicit ServiceMetrics(MetricsRegistry& registry);

  Counter& requests;   ///< answered, refused ones included; each block of a large one
  Counter& failed;     ///< of those: with an error that the caller did not ask for
  Counter& cancelled;  ///< of those: stopped by the caller, or out of time
  Counter& refused;    ///< of the failed: the queue or the memory was full, or it was closed
  Counter& texts;      ///< answered with a vector
  Counter& hits;       ///< texts found in a cache
  Counter& misses;     ///< texts looked up and not found
  Counter& shared;     ///< texts that joined the computing of an equal one
  Counter& computed;   ///< texts that the model computed
  Counter& dropped;    ///< texts whose callers went away before
  Histogram& request_seconds;
  Histogram& seconds_per_text;  ///< of a call of the model, once a text
  Histogram& batch_texts;       ///< of a call of the model
  Histogram& batch_tokens;      ///< the same, estimated
  Histogram& search_seconds;
  Gauge& queued_texts;
  Gauge& queued_tokens;
  Gauge& queued_bytes;
  Gauge& memory_bytes;  ///< reserved of the memory limit
  Gauge& memory_limit_bytes;
};

}  // namespace cognate::embed
