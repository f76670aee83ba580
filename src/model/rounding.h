#pragma once
// Rounding of weights with error feedback: GPTQ (Frantar et al. 2022, "GPTQ: Accurate Post-Training
// Quantization for Generative Pre-trained Transformers", algorithm 1, with the order of elements by
// falling moment).

#include <cstddef>
#include <vector>

#include "simd/kernels.h"

namespace cognate::model {

/// How an error in one element of k is best made good by the others: from the second moments of the
/// rows, sum of x x^T [k][k].
class ErrorFeedback {
 public:
  ErrorFeedback(std::vector<float> moments, std::size_t k);

  /// False where the moments are no use (no rows, or not finite): then rounding is to the nearest.
  bool usable() const noexcept { return !spread_.empty(); }

  /// Rounds channels w [n][k] to whole multiples of their scale, as many as the precision can hold.
  void round(float* w, std::size_t n, const float* scale, const simd::Precision& precision) const;

 private:
  std::size_t k_;
  std::vector<std::size_t> order_;  // elements by rising moment; the last one is rounded first
  std::vector<float> spread_;       // [k][k], lower: the inverse of the moments' Cholesky factor
};

}  // namespace cognate::model
