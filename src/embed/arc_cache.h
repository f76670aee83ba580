#pragma once
// The first cache level: vectors in memory, ARC's choice of which (embed/arc.h), bounded by bytes.
//
// Keys are spread over shards, each an ARC of its own with its own lock, its own target and an
// equal part of the bytes. An entry older than the time to live is a miss and goes when it is asked
// for; until then ARC lets it age like any other. With `half_precision`, vectors are kept as
// float16: half the memory, values to 11 bits; a vector that float16 cannot hold (magnitudes from
// 65,520 on) is not stored. Without it what comes out is what went in, to the bit. Thread-safety:
// every function may be called from many threads at once.

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "cognate/cache.h"

namespace cognate::embed {

struct ArcOptions {
  std::size_t bytes_max = 0;        ///< all memory of the cache; 0 stores nothing
  std::chrono::nanoseconds ttl{0};  ///< how long an entry lives after its put; 0: for ever
  bool half_precision = false;
  std::size_t shards = 16;  ///< fewer where each would have less than kCacheShardBytesMin
  std::function<Clock::time_point()> now = Clock::now;
};

class ArcCache final : public Cache {
 public:
  explicit ArcCache(ArcOptions options);
  ~ArcCache() override;

  void get(std::span<CacheGet> wanted) override;
  void put(std::span<const CachePut> vectors) override;
  CacheCounters counters() const override;

 private:
  struct Shard;

  Shard& shard_of(const Hash128& key) const;

  ArcOptions options_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace cognate::embed
