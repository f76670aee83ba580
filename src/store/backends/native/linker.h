#pragma once
// Links waiting rows into the graph, slice by slice.
//
// All rows that wait when it begins are one job; they are taken in an order that jumps about, so
// that the graph grows everywhere at once, whatever order they came in. They count as linked when
// the job is done; until then they are scanned. One thread calls it; it uses a pool.

#include <atomic>
#include <cstddef>
#include <stop_token>

#include "base/thread_pool.h"
#include "store/backends/native/walk.h"

namespace cognate::store::native {

class Linker {
 public:
  explicit Linker(Graph& graph) : graph_(graph) {}

  /// Slots below are reached by walks.
  std::size_t linked() const noexcept { return linked_.load(std::memory_order_acquire); }
  /// The first `count` are linked. REQUIRES: none are yet.
  void restore(std::size_t count) noexcept;
  /// Whether rows wait and there are enough for a graph.
  bool has_work() const noexcept;
  /// Works for about `seconds`. Error unavailable: no memory.
  Status work(ThreadPool& pool, double seconds, const std::stop_token& stop);

 private:
  Status begin();
  void link(Walker& walker, Slot slot);
  void finish();
  Slot slot_at(std::size_t i) const noexcept;
  void choose_entries(std::size_t end);

  Graph& graph_;
  std::atomic<std::size_t> linked_{0};
  std::size_t first_ = 0;  // of the job's slots
  std::size_t end_ = 0;
  std::size_t stride_ = 1;
  std::size_t done_ = 0;
  std::size_t slice_ = 64;  // rows that take about the time wanted
};

}  // namespace cognate::store::native
