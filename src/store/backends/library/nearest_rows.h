#pragma once
// The k nearest of the rows that are offered: of equal distances the lower row. For one thread.

#include <algorithm>
#include <vector>

#include "store/vector_index.h"

namespace cognate::store {

class NearestRows {
 public:
  explicit NearestRows(std::size_t k) : k_(k) {}

  void offer(Row row, float distance) {
    const Neighbour one = {.row = row, .distance = distance};
    if (heap_.size() < k_) {
      heap_.push_back(one);
      std::ranges::push_heap(heap_, nearer);
    } else if (nearer(one, heap_.front())) {
      std::ranges::pop_heap(heap_, nearer);
      heap_.back() = one;
      std::ranges::push_heap(heap_, nearer);
    }
  }

  std::size_t size() const noexcept { return heap_.size(); }

  /// Nearest first.
  std::vector<Neighbour> take() {
    std::ranges::sort_heap(heap_, nearer);
    return std::move(heap_);
  }

 private:
  static bool nearer(const Neighbour& a, const Neighbour& b) noexcept {
    return a.distance < b.distance || (a.distance == b.distance && a.row < b.row);
  }

  std::size_t k_;
  std::vector<Neighbour> heap_;  // the farthest on top
};

}  // namespace cognate::store
