#include "engine/embedding_stack.h"

#include <algorithm>

#include "base/file_system.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/paths.h"
#include "base/thread_pool.h"
#include "embed/service.h"
#include "embed/warm.h"
#include "engine/model_cache.h"
#include "schema/column_text.h"

namespace cognate::engine {
namespace {

constexpr std::size_t kCacheShareOfMemory = 4;  // the cache takes at most this part of the limit

std::size_t memory_limit(const EngineOptions& options) {
  const std::size_t asked = options.embedding.memory_bytes_max;
  return asked > 0 ? asked : memory_bytes(real_file_system()) / 2;
}

embed::ArcOptions cache_options(const EmbeddingConfig& config, std::size_t limit_bytes) {
  embed::ArcOptions options;
  options.bytes_max = std::min(config.cache_bytes_max, limit_bytes / kCacheShareOfMemory);
  options.ttl = config.cache_ttl;
  options.half_precision = config.cache_half_precision;
  return options;
}

std::string text_of(const Column& column) {
  return schema::value_text(schema::profile_column(column));
}

}  // namespace

EmbeddingStack::EmbeddingStack(const EngineOptions& options)
    : options_(options),
      memory_(memory_limit(options)),
      cache_(cache_options(options.embedding, memory_.limit())),
      models_([this](const std::string& model) { return load(model); }, memory_, metrics_,
              [this](const std::string& model) { return describe(model); }),
      monitor_(metrics_, {.memory_limit_bytes = memory_.limit(),
                          .resident_bytes = [] { return resident_bytes(real_file_system()); }}) {
  const std::size_t cache_bytes = cache_.counters().bytes_max;
  if (memory_.reserve(cache_bytes)) {
    cache_memory_ = embed::MemoryHold(memory_, cache_bytes);
  }
  metrics_.before_snapshot([this] { show_state(); });
}

Result<std::unique_ptr<Embedder>> EmbeddingStack::load(const std::string& model) const {
  const ModelCache cache(real_file_system(), options_.home);
  TRY(const std::string folder, cache.find(model));
  TRY(auto embedder, model::load_embedder(real_file_system(), folder, load_options()));
  log::info("model {} loaded from {}", embedder->info().model, folder);
  return embedder;
}

model::LoadOptions EmbeddingStack::load_options() const {
  return {.threads = options_.threads,
          .precision = options_.precision,
          .packed_folder = join_path(options_.home, "packed")};
}

std::optional<EmbedderInfo> EmbeddingStack::describe(const std::string& model) const {
  const auto folder = ModelCache(real_file_system(), options_.home).find(model);
  return folder ? model::describe_embedder(real_file_system(), *folder, load_options())
                : std::nullopt;
}

Result<Embedder*> EmbeddingStack::embedder() { return models_.pin(options_.model); }

Result<EmbeddingService*> EmbeddingStack::service() {
  const std::lock_guard lock(mutex_);
  if (service_ == nullptr) {
    TRY(service_, make());
  }
  return service_.get();
}

Result<std::unique_ptr<EmbeddingService>> EmbeddingStack::make() {
  const EmbeddingConfig& config = options_.embedding;
  embed::ServiceOptions options;
  options.model = options_.model;
  options.batch_size = config.batch_size;
  options.threads = options_.threads == 0 ? ThreadPool::processors() : options_.threads;
  options.column_text = text_of;
  std::vector<Cache*> levels;
  if (config.cache_bytes_max > 0) {
    levels.push_back(&cache_);
  }
  TRY(Cache* const disk, open_disk());
  TRY(auto service, embed::make_service(std::move(options), {.models = models_,
                                                             .caches = std::move(levels),
                                                             .disk = disk,
                                                             .memory = memory_,
                                                             .metrics = metrics_}));
  if (!config.warm_file.empty()) {
    TRY(const std::size_t texts, embed::warm(*service, real_file_system(), config.warm_file, {}));
    log::info("{} texts of {} are in the cache", texts, config.warm_file);
  }
  return service;
}

/// The level on disk, or null where none is wanted or the model cannot be told from others. The
/// model is not loaded for that, unless it must be to know what it is.
Result<Cache*> EmbeddingStack::open_disk() {
  const EmbeddingConfig& config = options_.embedding;
  if (config.cache_bytes_max == 0 || config.disk_bytes_max == 0 || config.cache_ttl.count() > 0) {
    return nullptr;
  }
  TRY(const auto info, models_.info(options_.model));
  if (info->mark != 0) {
    disk_ = std::make_unique<embed::DiskCache>(
        real_file_system(), embed::DiskCacheOptions{.folder = join_path(options_.home, "vectors"),
                                                    .space = info->mark,
                                                    .dimension = info->dimension,
                                                    .bytes_max = config.disk_bytes_max});
  }
  return disk_.get();
}

void EmbeddingStack::show_state() {
  show_level("level=\"l1\"", cache_.counters());
  // A service that is just being made is not waited for.
  if (const std::unique_lock lock(mutex_, std::try_to_lock); lock && disk_ != nullptr) {
    show_level("level=\"disk\"", disk_->counters());
  }
  metrics_.gauge("cognate_resident_bytes", "Memory of the process.")
      .set(static_cast<double>(resident_bytes(real_file_system())));
}

void EmbeddingStack::show_level(const char* labels, const CacheCounters& counters) {
  const auto show = [&](std::string_view name, std::string_view help, auto value) {
    metrics_.gauge(name, help, labels).set(static_cast<double>(value));
  };
  show("cognate_cache_hits", "Vectors found in this level.", counters.hits);
  show("cognate_cache_misses", "Vectors not found in this level.", counters.misses);
  show("cognate_cache_evictions", "Vectors that gave way to others.", counters.evictions);
  show("cognate_cache_expired", "Vectors found too old.", counters.expired);
  show("cognate_cache_entries", "Vectors held.", counters.entries);
  show("cognate_cache_bytes", "Memory taken.", counters.bytes);
  show("cognate_cache_bytes_max", "The most memory it may take.", counters.bytes_max);
}

}  // namespace cognate::engine
