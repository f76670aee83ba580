#pragma once
// The rows that may be among the k nearest, while keys are only known within a margin.
//
// A row's true key lies within margin * norm of its key. A row stays as long as its greatest
// possible key reaches the k-th best of all least possible ones: if margins hold, no true neighbour
// is ever dropped. For one thread.

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "store/backends/native/rows.h"

namespace cognate::store::native {

struct Candidate {
  float key = 0;
  float most = 0;  ///< its greatest possible key
  Slot slot = kNoSlot;
};

class Shortlist {
 public:
  Shortlist(std::size_t k, float margin) : k_(k), margin_(margin) {}

  /// Keys of rows of norm 1 below this need not be added.
  float floor() const noexcept { return bar_ - margin_; }
  float floor(float norm) const noexcept { return bar_ - margin_ * norm; }

  void add(float key, float norm, Slot slot);
  /// All of another with the same k and margin; `norms` tells the norm of a slot.
  void merge(const Shortlist& other, const Rows& rows);

  /// What is left, best keys first, of equal ones the lower slot.
  std::vector<Candidate> take();

 private:
  void trim();

  std::size_t k_;
  float margin_;
  float bar_ = -std::numeric_limits<float>::infinity();  // the k-th best least possible key
  std::vector<float> best_;                              // those, a heap with the worst on top
  std::vector<Candidate> kept_;
  std::size_t trim_at_ = 1024;
};

/// How far a key of the upper plane, or of both, is from the true one of a row of norm 1: all but
/// one in a hundred, or (`certain`) all but one in 500 million.
float coarse_margin(const Rows& rows, const Probe& probe, bool certain) noexcept;
float fine_margin(const Rows& rows, const Probe& probe, bool certain) noexcept;

/// The k nearest of the candidates, measured ever finer: by both planes where there are two, by the
/// originals where they are kept. `certain` as above.
std::vector<Neighbour> settle(const Rows& rows, const Probe& probe, std::size_t k, bool certain,
                              std::vector<Candidate> candidates);

}  // namespace cognate::store::native
