#pragma once
// What remembers vectors: the contract of every cache level.
//
// A cache never fails its caller: what it cannot deliver is a miss, what it cannot store is
// dropped. So a second level can stand behind a first without the callers knowing. Keys name
// content: equal keys mean equal vectors, so nobody needs to invalidate. Thread-safety: every
// function may be called from many threads at once.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/hash.h"

namespace cognate {

/// A vector that is wanted, and where it goes.
struct CacheGet {
  Hash128 key;
  std::span<float> vector;  ///< as long as the vector is; one of another length counts as missing
  bool found = false;       ///< set by get; where false, `vector` is untouched
};

struct CachePut {
  Hash128 key;
  std::span<const float> vector;
};

/// What happened since the start, and what is held now.
struct CacheCounters {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;     ///< expired ones included
  std::uint64_t puts = 0;       ///< those that stored a new entry
  std::uint64_t evictions = 0;  ///< gave way to others
  std::uint64_t expired = 0;    ///< found too old
  std::size_t entries = 0;
  std::size_t bytes = 0;  ///< with all that the cache needs to find and rank them
  std::size_t bytes_max = 0;
};

class Cache {
 public:
  virtual ~Cache() = default;
  /// Fills in what is there, and says so.
  virtual void get(std::span<CacheGet> wanted) = 0;
  /// Stores what it can. A key that is there already gets the new vector and a new lifetime.
  virtual void put(std::span<const CachePut> vectors) = 0;
  virtual CacheCounters counters() const = 0;
};

}  // namespace cognate
