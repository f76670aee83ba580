#pragma once
// The models of this process: loaded when first asked for, kept while there is memory.
//
// A model is in use as long as someone holds a lease of it. When a new one needs memory, models
// that nobody uses go, the least recently used first; pinned ones stay. Two who ask for the same
// model at once wait for one loading. A loading that failed is tried again by the next who asks.
// Thread-safety: every function may be called from many threads at once.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/metrics.h"
#include "cognate/embedder.h"
#include "cognate/result.h"
#include "embed/memory_budget.h"

namespace cognate::embed {

class ModelRegistry {
 private:
  struct Entry {
    std::unique_ptr<Embedder> embedder;        // null: not loaded
    std::shared_ptr<const EmbedderInfo> info;  // as last known; shared with requests
    MemoryHold memory;
    std::size_t users = 0;
    bool pinned = false;
    bool loading = false;
    std::uint64_t last_used = 0;
  };

 public:
  using Loader = std::function<Result<std::unique_ptr<Embedder>>(const std::string& model)>;
  /// What the loader's model will be, where that can be told without loading it.
  using Describer = std::function<std::optional<EmbedderInfo>(const std::string& model)>;

  /// REQUIRES: `budget` and `metrics` outlive it. `load` and `describe` may be called from several
  /// threads.
  ModelRegistry(Loader load, MemoryBudget& budget, MetricsRegistry& metrics,
                Describer describe = {});

  /// A model in use; it stays while this lives. REQUIRES: the registry lives longer.
  class Lease {
   public:
    Lease(Lease&& other) noexcept
        : registry_(std::exchange(other.registry_, nullptr)), entry_(other.entry_) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Embedder& operator*() const { return *entry_->embedder; }
    Embedder* operator->() const { return entry_->embedder.get(); }

   private:
    friend class ModelRegistry;
    Lease(ModelRegistry& registry, Entry& entry) : registry_(&registry), entry_(&entry) {}
    ModelRegistry* registry_;
    Entry* entry_;
  };

  /// Errors: those of the loader; unavailable (models in use leave it no memory now);
  /// invalid_argument (it alone needs more than the memory limit).
  Result<Lease> acquire(const std::string& model);

  /// What the model is; loads it only where that was never known and cannot be told otherwise.
  /// Errors: those of acquire.
  Result<std::shared_ptr<const EmbedderInfo>> info(const std::string& model);

  /// The same; once it is loaded, the model stays for as long as the registry lives.
  Result<std::shared_ptr<const EmbedderInfo>> keep(const std::string& model);

  /// Loads the model and keeps it for as long as the registry lives. Errors: those of acquire.
  Result<Embedder*> pin(const std::string& model);

 private:
  using Models = std::map<std::string, Entry>;

  Result<Lease> load(const std::string& model, Entry& entry, std::unique_lock<std::mutex>& lock);
  Result<MemoryHold> make_room(const std::string& model, std::size_t bytes,
                               std::vector<std::unique_ptr<Embedder>>& gone);
  Entry* least_recently_used();
  Lease lease(Entry& entry);

  const Loader load_;
  const Describer describe_;
  MemoryBudget& budget_;
  Counter& loads_;
  Counter& evictions_;
  std::mutex mutex_;
  std::condition_variable loaded_;
  Models models_;            // guarded by mutex_; entries never go, so that pointers stay
  std::uint64_t clock_ = 0;  // guarded by mutex_; counts uses
};

}  // namespace cognate::embed
