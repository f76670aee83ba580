#pragma once
// A random rotation, so that no direction of the data is special and every element of a vector has
// about the same size: then one step size codes them all.
//
// Rounds of random signs, Walsh-Hadamard butterflies over a power of two of the elements, one
// butterfly between the halves (after Kac), and a transposition; orthonormal, O(d log d). It is the
// same in every process, for codes on disk depend on it, and the same to the bit on every
// processor, for it only adds and multiplies element by element. Immutable.

#include <cstddef>
#include <span>
#include <vector>

namespace cognate::store::native {

class Rotation {
 public:
  /// REQUIRES: `size` is a multiple of 128.
  explicit Rotation(std::size_t size);

  std::size_t size() const noexcept { return size_; }

  /// Turns `vector` in place; `scratch` is as long. REQUIRES: both have size() elements.
  void turn(std::span<float> vector, std::span<float> scratch) const noexcept;

 private:
  std::size_t size_;
  std::size_t power_;         // the largest power of two not above the size
  std::vector<float> signs_;  // of each round, 1 or -1, scaled by what the butterflies enlarge
};

}  // namespace cognate::store::native
