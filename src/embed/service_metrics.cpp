#include "embed/service_metrics.h"

namespace cognate::embed {

ServiceMetrics::ServiceMetrics(MetricsRegistry& registry)
    : requests(registry.counter("cognate_embedding_requests_total",
                                "Requests answered, and blocks of large ones.")),
      failed(registry.counter("cognate_embedding_failed_requests_total",
                              "Requests answered with an error, cancelled ones left out.")),
      cancelled(registry.counter("cognate_embedding_cancelled_requests_total",
                                 "Requests stopped by the caller or out of time.")),
      refused(registry.counter("cognate_embedding_refused_requests_total",
                               "Requests refused for want of room.")),
      texts(registry.counter("cognate_embedding_texts_total", "Texts answered with a vector.")),
      hits(registry.counter("cognate_embedding_cache_hits_total", "Texts found in a cache.")),
      misses(registry.counter("cognate_embedding_cache_misses_total", "Texts found in no cache.")),
      shared(registry.counter("cognate_embedding_shared_texts_total",
                              "Texts that joined the computing of an equal one.")),
      computed(registry.counter("cognate_embedding_computed_texts_total",
                                "Texts that the model computed.")),
      dropped(registry.counter("cognate_embedding_dropped_texts_total",
                               "Texts whose callers went away before they were computed.")),
      request_seconds(registry.histogram("cognate_embedding_request_seconds",
                                         "From request to answer.", kSecondsBounds)),
      seconds_per_text(registry.histogram("cognate_embedding_seconds_per_text",
                                          "Time of the model for one text.", kSecondsBounds)),
      batch_texts(registry.histogram("cognate_embedding_batch_texts",
                                     "Texts in a call of the model.", kSizeBounds)),
      batch_tokens(registry.histogram("cognate_embedding_batch_tokens",
                                      "Tokens in a call of the model, estimated.", kSizeBounds)),
      search_seconds(registry.histogram("cognate_search_seconds", "Time of one similarity search.",
                                        kSecondsBounds)),
      queued_texts(registry.gauge("cognate_embedding_queue_texts", "Texts that wait.")),
      queued_tokens(
          registry.gauge("cognate_embedding_queue_tokens", "Tokens that wait, estimated.")),
      queued_bytes(registry.gauge("cognate_embedding_queue_bytes", "Bytes of texts that wait.")),
      memory_bytes(registry.gauge("cognate_embedding_memory_bytes",
                                  "Memory set aside for models, caches and requests.")),
      memory_limit_bytes(registry.gauge("cognate_embedding_memory_limit_bytes",
                                        "The most that may be set aside.")) {}

}  // namespace cognate::embed
