#pragma once
// Which rows lie near which: one layer, at most kDegree links a row, thinned out so that they point
// in different directions (RobustPrune of Subramanya et al., DiskANN, 2019).
//
// Links may be read at any time without locks: each is one number, and every number is a slot that
// may be read. Links of different slots may be changed by different threads at once.

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "store/backends/native/rows.h"

namespace cognate::store::native {

inline constexpr std::size_t kDegree = 32;

/// A row and how near it is to some probe.
struct Near {
  float key = 0;
  Slot slot = kNoSlot;
};

class Graph {
 public:
  explicit Graph(const Rows& rows) : rows_(rows), links_(kDegree * sizeof(Slot)) {}

  const Rows& rows() const noexcept { return rows_; }

  /// Memory for slots [0, count). False where there is not so much.
  [[nodiscard]] bool grow(std::size_t count) { return links_.grow(count); }

  /// The links of a slot that are below `limit`; returns how many.
  std::size_t links(Slot slot, Slot limit, std::array<Slot, kDegree>& out) const noexcept;
  void prefetch(Slot slot) const noexcept;

  /// Rows spread over all, where walks begin. Null where there are none yet.
  std::shared_ptr<const std::vector<Slot>> entries() const;
  void set_entries(std::vector<Slot> entries);

  Plane& plane() noexcept { return links_; }

  void set_links(Slot slot, std::span<const Slot> links);
  /// Adds a link, or lets it take the place of those that lie behind it. `probe` is of the row
  /// added. REQUIRES: the slot is linked.
  void add_link(Slot slot, Slot added, const Probe& probe);

 private:
  std::atomic_ref<Slot> link(Slot slot, std::size_t i) const noexcept {
    return std::atomic_ref<Slot>(const_cast<Slot*>(links_.as<Slot>(slot))[i]);
  }

  const Rows& rows_;
  Plane links_;                         // slots counted from 1, then zeros
  std::array<std::mutex, 1024> locks_;  // of the links of slots, by their last bits
  mutable std::mutex entries_lock_;
  std::shared_ptr<const std::vector<Slot>> entries_;  // guarded by entries_lock_
};

/// Of the candidates, best keys first, those that lie in different directions as seen from the
/// probe: at most kDegree.
std::vector<Slot> thinned(const Rows& rows, const Probe& probe, std::span<const Near> candidates);

}  // namespace cognate::store::native
