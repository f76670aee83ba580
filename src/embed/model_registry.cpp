#include "embed/model_registry.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"

namespace cognate::embed {
namespace {

double megabytes(std::size_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(limits::kMiB);
}

}  // namespace

ModelRegistry::ModelRegistry(Loader load, MemoryBudget& budget, MetricsRegistry& metrics,
                             Describer describe)
    : load_(std::move(load)),
      describe_(std::move(describe)),
      budget_(budget),
      loads_(metrics.counter("cognate_model_loads_total", "Models loaded.")),
      evictions_(
          metrics.counter("cognate_model_evictions_total", "Models that gave way to others.")) {}

ModelRegistry::Lease::~Lease() {
  if (registry_ != nullptr) {
    const std::lock_guard lock(registry_->mutex_);
    --entry_->users;
  }
}

ModelRegistry::Lease ModelRegistry::lease(Entry& entry) {
  ++entry.users;
  entry.last_used = ++clock_;
  return {*this, entry};
}

Result<ModelRegistry::Lease> ModelRegistry::acquire(const std::string& model) {
  std::unique_lock lock(mutex_);
  Entry& entry = models_[model];
  loaded_.wait(lock, [&entry] { return !entry.loading; });
  if (entry.embedder != nullptr) {
    return lease(entry);
  }
  entry.loading = true;
  auto loaded = load(model, entry, lock);
  entry.loading = false;
  loaded_.notify_all();
  return loaded;
}

Result<ModelRegistry::Lease> ModelRegistry::load(const std::string& model, Entry& entry,
                                                 std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  auto embedder = load_(model);
  std::vector<std::unique_ptr<Embedder>> gone;  // destroyed after the lock: they join threads
  lock.lock();
  if (!embedder) {
    return std::move(embedder).error();
  }
  TRY(entry.memory, make_room(model, (*embedder)->info().weight_bytes, gone));
  entry.embedder = *std::move(embedder);
  entry.info = std::make_shared<const EmbedderInfo>(entry.embedder->info());
  loads_.add();
  Lease made = lease(entry);
  lock.unlock();
  gone.clear();
  lock.lock();
  return made;
}

Result<MemoryHold> ModelRegistry::make_room(const std::string& model, std::size_t bytes,
                                            std::vector<std::unique_ptr<Embedder>>& gone) {
  if (bytes > budget_.limit()) {
    return fail(Code::invalid_argument,
                "{}: needs {:.0f} MB of memory, and the limit is {:.0f} MB: raise "
                "service.memory_megabytes (EMBEDDING_MEMORY_LIMIT_MB)",
                model, megabytes(bytes), megabytes(budget_.limit()));
  }
  while (!budget_.reserve(bytes)) {
    Entry* const oldest = least_recently_used();
    if (oldest == nullptr) {
      return fail(
          Code::unavailable,
          "{}: needs {:.0f} MB of memory, and what is in use takes {:.0f} of {:.0f} MB: try "
          "again later, or raise service.memory_megabytes (EMBEDDING_MEMORY_LIMIT_MB)",
          model, megabytes(bytes), megabytes(budget_.used()), megabytes(budget_.limit()));
    }
    log::info("model {} gives way to {}", oldest->info->model, model);
    gone.push_back(std::move(oldest->embedder));
    oldest->memory = MemoryHold();
    evictions_.add();
  }
  return MemoryHold(budget_, bytes);
}

ModelRegistry::Entry* ModelRegistry::least_recently_used() {
  Entry* oldest = nullptr;
  for (auto& [name, entry] : models_) {
    const bool idle = entry.embedder != nullptr && entry.users == 0 && !entry.pinned;
    if (idle && (oldest == nullptr || entry.last_used < oldest->last_used)) {
      oldest = &entry;
    }
  }
  return oldest;
}

Result<std::shared_ptr<const EmbedderInfo>> ModelRegistry::info(const std::string& model) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = models_.find(model);
        found != models_.end() && found->second.info != nullptr) {
      return found->second.info;
    }
  }
  // A model above the limit is loaded all the same, for the error that comes of it.
  if (auto told = describe_ ? describe_(model) : std::nullopt;
      told && told->weight_bytes <= budget_.limit()) {
    const std::lock_guard lock(mutex_);
    auto& known = models_[model].info;
    known = known != nullptr ? known : std::make_shared<const EmbedderInfo>(*std::move(told));
    return known;
  }
  TRY(const Lease loaded, acquire(model));
  const std::lock_guard lock(mutex_);
  return loaded.entry_->info;
}

Result<std::shared_ptr<const EmbedderInfo>> ModelRegistry::keep(const std::string& model) {
  TRY(auto known, info(model));
  const std::lock_guard lock(mutex_);
  models_[model].pinned = true;
  return known;
}

Result<Embedder*> ModelRegistry::pin(const std::string& model) {
  TRY(const Lease loaded, acquire(model));
  const std::lock_guard lock(mutex_);
  loaded.entry_->pinned = true;
  return loaded.entry_->embedder.get();
}

}  // namespace cognate::embed
