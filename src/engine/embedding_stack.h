#pragma once
// All of an engine that embeds, put together when it is first needed: models, caches, memory, the
// service over them and the monitor beside it.
// Thread-safety: every function may be called from many threads at once.

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/metrics.h"
#include "cognate/engine.h"
#include "embed/arc_cache.h"
#include "embed/disk_cache.h"
#include "embed/memory_budget.h"
#include "embed/model_registry.h"
#include "embed/monitor.h"
#include "model/embedder.h"

namespace cognate::engine {

class EmbeddingStack {
 public:
  /// Costs nothing yet. `options` as Engine::open has completed them.
  explicit EmbeddingStack(const EngineOptions& options);

  /// The model itself, as Engine::embedder. Errors: those of ModelCache::find and of loading;
  /// invalid_argument (more than the memory limit).
  Result<Embedder*> embedder();
  /// As Engine::service. Errors: those of embedder(), and of warming the cache.
  Result<EmbeddingService*> service();
  PerformanceMonitor& monitor() noexcept { return monitor_; }
  MetricsRegistry& metrics() noexcept { return metrics_; }

 private:
  Result<std::unique_ptr<Embedder>> load(const std::string& model) const;
  std::optional<EmbedderInfo> describe(const std::string& model) const;
  model::LoadOptions load_options() const;
  Result<Cache*> open_disk();
  Result<std::unique_ptr<EmbeddingService>> make();
  void show_state();
  void show_level(const char* labels, const CacheCounters& counters);

  const EngineOptions options_;
  MetricsRegistry metrics_;
  embed::MemoryBudget memory_;
  embed::MemoryHold cache_memory_;
  embed::ArcCache cache_;
  embed::ModelRegistry models_;
  embed::ServiceMonitor monitor_;
  std::mutex mutex_;
  std::unique_ptr<embed::DiskCache> disk_;     // guarded by mutex_; null: nothing is kept
  std::unique_ptr<EmbeddingService> service_;  // guarded by mutex_; goes first
};

}  // namespace cognate::engine
