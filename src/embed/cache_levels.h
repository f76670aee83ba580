#pragma once
// Caches behind each other, nearest first, seen as one. Thread-safety: as the levels are: all of
// it.

#include <span>
#include <utility>
#include <vector>

#include "cognate/cache.h"

namespace cognate::embed {

class CacheLevels {
 public:
  /// REQUIRES: the levels outlive it.
  explicit CacheLevels(std::vector<Cache*> levels) : levels_(std::move(levels)) {}

  bool empty() const noexcept { return levels_.empty(); }
  /// Asks each level for what the ones before it miss; what a farther level has, the nearer ones
  /// get too.
  void get(std::span<CacheGet> wanted) const;
  /// Puts into every level.
  void put(std::span<const CachePut> vectors) const;

 private:
  std::vector<Cache*> levels_;
};

}  // namespace cognate::embed
