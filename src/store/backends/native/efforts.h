#pragma once
// How much effort a walk needs for the recall that is asked for, measured on the collection itself.
//
// Queries are rows that the walk must do without, as if they had never been added. What it finds of
// their ten nearest is compared with a scan, for ever greater efforts. It is done in steps, by the
// thread that changes the index; effort() and recall() may be asked by others meanwhile.

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "store/backends/native/format.h"
#include "store/backends/native/scan.h"
#include "store/backends/native/walk.h"

namespace cognate::store::native {

class Efforts {
 public:
  /// For k neighbours, so many of them as `recall` says. A guess while nothing was measured.
  std::size_t effort(double recall, std::size_t k) const;
  /// What the effort for this recall reached; nothing where it was not measured.
  std::optional<double> recall(double wanted) const;

  std::vector<format::Effort> table() const;
  void set_table(std::span<const format::Effort> table, std::size_t linked);

  /// Whether the graph has grown so much that it should be measured again.
  bool stale(std::size_t linked) const noexcept;
  /// One step of measuring, some milliseconds.
  void step(const Graph& graph, std::size_t linked);

 private:
  struct Sample {
    Slot slot;
    Probe probe;
    Shortlist list;
    std::vector<Neighbour> nearest;
  };

  void begin(const Graph& graph, std::size_t linked);
  void scan(const Graph& graph);
  double measure(const Graph& graph, std::size_t effort);
  void finish();

  mutable std::mutex mutex_;
  std::vector<format::Effort> table_;  // guarded by mutex_
  std::size_t measured_linked_ = 0;

  std::size_t linked_ = 0;  // of the measurement under way; 0: none is
  std::vector<Sample> samples_;
  std::size_t scanned_ = 0;
  std::vector<format::Effort> made_;
};

}  // namespace cognate::store::native
