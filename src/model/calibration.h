#pragma once
// What the rows that meet each weight matrix look like, and from that better integers for it.
//
// The exact encoder runs once over made-up sequences of the model's own vocabulary, mostly short
// ones, as names of columns are. For every matrix this keeps the largest size of each element and
// the second moments of the rows. Three things follow:
// - Elements that are far larger than the others (a few channels of BERT's norms are, see
//   Bondarenko et al. 2021) are split: the element is divided by r and enters the product r times,
//   so that the other elements of the row get finer steps (Zhao et al. 2019, "outlier channel
//   splitting", here for rows).
// - Weights are rounded one element of k after the other, each error being made good by the
//   elements that are not rounded yet, as the moments say it is best (Frantar et al. 2022, "GPTQ").
// - Scales are the finest that the precision can hold (simd::Precision::scales).
//
// The same model gives the same numbers for every number of threads.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "model/buffer.h"
#include "model/encoder.h"
#include "simd/kernels.h"

namespace cognate::model {

/// Sequences to calibrate with: `first`, ids drawn from the vocabulary, `last`.
std::vector<TokenBatch> calibration_batches(const ModelConfig& config, std::uint32_t first,
                                            std::uint32_t last);

class Calibration {
 public:
  /// Runs the encoder, which should be exact, over the batches.
  Calibration(const Encoder& exact, std::span<const TokenBatch> batches, ThreadPool& pool);
  ~Calibration();

  /// Packs a matrix w [n][k] with its bias for `precision`. `linear` counts the matrices as
  /// Encoder does: four a layer. `w` is changed: it receives the rounded weights.
  void pack(std::size_t linear, const simd::Precision& precision, simd::Weights weights, float* w,
            void* block) const;

 private:
  class Observer;
  std::vector<std::unique_ptr<Observer>> observers_;  // one a matrix
};

}  // namespace cognate::model
