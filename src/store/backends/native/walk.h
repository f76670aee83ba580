#pragma once
// A walk along the graph towards a probe: always from the nearest row that was not yet left, until
// the `effort` nearest ones were all left (best-first search with a bounded list).
//
// For one thread; what it allocates serves many walks.

#include <cstddef>
#include <span>
#include <vector>

#include "store/backends/native/graph.h"

namespace cognate::store::native {

/// Slots that were met. Open addressing over few numbers, which stay in the cache.
class Met {
 public:
  void clear(std::size_t expected);
  /// Whether it is new.
  bool insert(Slot slot);
  bool has(Slot slot) const;

 private:
  void grow();

  std::vector<Slot> table_;
  std::size_t mask_ = 0;
  std::size_t room_ = 0;  // before it grows
};

class Walker {
 public:
  explicit Walker(const Graph& graph) : graph_(graph) {}

  /// The up to `effort` nearest rows that it met, best keys first; valid until the next walk. Rows
  /// from `limit` on do not exist for it.
  std::span<const Near> walk(const Probe& probe, std::size_t effort, Slot limit);
  /// The same over rows that pass only; links of rows that do not are followed to those that do
  /// (after ACORN-1, Patel et al. 2024).
  std::span<const Near> walk(const Probe& probe, std::size_t effort, Slot limit,
                             const RowMask& allowed);

  /// The first, as if that row were not there.
  std::span<const Near> walk_without(Slot ignored, const Probe& probe, std::size_t effort,
                                     Slot limit);

  std::size_t measured() const noexcept { return measured_; }  ///< rows, in all walks

 private:
  struct Place {
    float key;
    Slot slot;
    bool left;
    bool passes;
  };

  void expand(Slot slot, Slot limit);
  void expand_over_bridges(Slot slot, Slot limit, const RowMask& allowed);
  bool passes(Slot slot, const RowMask& allowed) const noexcept;
  std::span<const Near> walk(const Probe& probe, std::size_t effort, Slot limit,
                             const RowMask* allowed, Slot ignored);

  void enter(const Probe& probe, std::size_t effort, Slot limit);
  void measure(const Probe& probe, std::size_t effort);
  void offer(float key, Slot slot, std::size_t effort);

  const Graph& graph_;
  Met met_;
  std::vector<Place> pool_;
  std::size_t next_ = 0;  // the first place that was not left
  std::vector<Slot> batch_;
  std::vector<Slot> bridges_;
  std::vector<float> keys_;
  std::vector<Near> found_;
  std::size_t measured_ = 0;
};

}  // namespace cognate::store::native
