#include "embed/arc_cache.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>

#include "base/limits.h"
#include "core/half.h"
#include "embed/arc.h"

namespace cognate::embed {
namespace {

/// How vectors lie in the cache.
struct Layout {
  std::size_t value_bytes;
  bool (*fits)(std::span<const float> vector);
  void (*store)(std::span<const float> vector, std::byte* payload);
  void (*load)(const std::byte* payload, std::span<float> vector);
};

void store_halves(std::span<const float> vector, std::byte* payload) {
  to_half(vector, {reinterpret_cast<std::uint16_t*>(payload), vector.size()});
}
void load_halves(const std::byte* payload, std::span<float> vector) {
  from_half({reinterpret_cast<const std::uint16_t*>(payload), vector.size()}, vector);
}

constexpr Layout kFloats = {
    .value_bytes = sizeof(float),
    .fits = [](std::span<const float>) { return true; },
    .store = [](std::span<const float> vector,
                std::byte* payload) { std::memcpy(payload, vector.data(), vector.size_bytes()); },
    .load =
        [](const std::byte* payload, std::span<float> vector) {
          std::memcpy(vector.data(), payload, vector.size_bytes());
        },
};
constexpr Layout kHalves = {
    .value_bytes = sizeof(std::uint16_t),
    .fits =
        [](std::span<const float> vector) {
          return std::all_of(vector.begin(), vector.end(),
                             [](float x) { return std::abs(x) < kHalfOverflow; });
        },
    .store = store_halves,
    .load = load_halves,
};

const Layout& layout_of(const ArcOptions& options) {
  return options.half_precision ? kHalves : kFloats;
}

std::size_t shard_count(const ArcOptions& options) {
  const std::size_t filled = options.bytes_max / limits::kCacheShardBytesMin;
  return std::clamp<std::size_t>(filled, 1, std::max<std::size_t>(options.shards, 1));
}

}  // namespace

struct ArcCache::Shard {
  explicit Shard(std::size_t bytes_max) : arc(bytes_max) {}

  mutable std::mutex mutex;
  Arc arc;                 // from here on guarded by mutex
  CacheCounters counters;  // without what arc knows
};

ArcCache::ArcCache(ArcOptions options) : options_(std::move(options)) {
  const std::size_t count = shard_count(options_);
  const std::size_t own_bytes = sizeof(ArcCache) + count * sizeof(Shard);
  const std::size_t bytes = options_.bytes_max - std::min(options_.bytes_max, own_bytes);
  for (std::size_t i = 0; i < count; ++i) {
    shards_.push_back(std::make_unique<Shard>(bytes / count));
  }
}

ArcCache::~ArcCache() = default;

ArcCache::Shard& ArcCache::shard_of(const Hash128& key) const {
  return *shards_[key.high % shards_.size()];  // the index inside a shard goes by key.low
}

void ArcCache::get(std::span<CacheGet> wanted) {
  const Layout& layout = layout_of(options_);
  const auto now = options_.now();
  for (CacheGet& want : wanted) {
    Shard& shard = shard_of(want.key);
    const std::lock_guard lock(shard.mutex);
    Arc::Entry* entry = shard.arc.find(want.key);
    if (entry != nullptr && options_.ttl.count() > 0 && now - entry->stored_at >= options_.ttl) {
      shard.arc.erase(*entry);
      ++shard.counters.expired;
      entry = nullptr;
    }
    const std::size_t payload_bytes = want.vector.size() * layout.value_bytes;
    want.found = entry != nullptr && entry->payload.size() == payload_bytes;
    ++(want.found ? shard.counters.hits : shard.counters.misses);
    if (want.found) {
      layout.load(entry->payload.data(), want.vector);
      shard.arc.touch(*entry);
    }
  }
}

void ArcCache::put(std::span<const CachePut> vectors) {
  const Layout& layout = layout_of(options_);
  const auto now = options_.now();
  for (const CachePut& put : vectors) {
    if (!layout.fits(put.vector)) {
      continue;
    }
    const std::size_t payload_bytes = put.vector.size() * layout.value_bytes;
    Shard& shard = shard_of(put.key);
    const std::lock_guard lock(shard.mutex);
    Arc::Entry* entry = shard.arc.find(put.key);
    if (entry != nullptr && entry->payload.size() != payload_bytes) {
      shard.arc.erase(*entry);
      entry = nullptr;
    }
    if (entry == nullptr) {
      entry = shard.arc.admit(put.key, payload_bytes);
      shard.counters.puts += entry != nullptr ? 1 : 0;
    }
    if (entry != nullptr) {
      layout.store(put.vector, entry->payload.data());
      entry->stored_at = now;
    }
  }
}

CacheCounters ArcCache::counters() const {
  CacheCounters sum{.bytes = sizeof(ArcCache) + shards_.size() * (sizeof(Shard) - sizeof(Arc)),
                    .bytes_max = options_.bytes_max};
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    sum.hits += shard->counters.hits;
    sum.misses += shard->counters.misses;
    sum.puts += shard->counters.puts;
    sum.expired += shard->counters.expired;
    sum.evictions += shard->arc.evictions();
    sum.entries += shard->arc.residents();
    sum.bytes += shard->arc.bytes();
  }
  return sum;
}

}  // namespace cognate::embed
