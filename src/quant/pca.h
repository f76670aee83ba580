#pragma once
// Principal components: vectors in fewer numbers, and back with the least squared error.
//
// Fitting takes the exact eigenvectors of the sample's covariance, in float64; the sign of each is
// fixed (its number of greatest magnitude is positive), so that a sample gives one answer.
// Thread-safety: plain values and pure functions.

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "cognate/embedder.h"

namespace cognate::quant {

/// Invariants: variances sorted, greatest first, one for each row of components; mean as long as a
/// row; all numbers finite; components orthonormal.
struct Pca {
  std::string model;              ///< whose vectors it was fitted on: "name@revision"
  std::uint64_t sample_rows = 0;  ///< how many
  std::vector<float> mean;
  Matrix components;  ///< outputs x inputs
  std::vector<double> variances;
  double total_variance = 0;  ///< of the sample, in all directions

  std::size_t inputs() const noexcept { return components.columns(); }
  std::size_t outputs() const noexcept { return components.rows(); }
  /// Part of the sample's variance that the components hold, 0 to 1.
  double explained_share() const;
};

/// How many components: that many, or else as few as hold this part of the variance.
struct PcaTarget {
  std::size_t dimensions = 0;  ///< 0: by the share
  double variance_share = 0;   ///< above 0, at most 1
};

/// Errors: invalid_argument (no such number of dimensions; too few rows, one more than outputs are
/// needed; rows that are all the same; a value that is not finite), deadline (stopped).
Result<Pca> fit_pca(const Matrix& sample, const PcaTarget& target, std::stop_token stop = {});

/// Rows in fewer numbers. REQUIRES: inputs() columns.
Matrix project(const Pca& pca, const Matrix& vectors);
/// Back to inputs() numbers. REQUIRES: outputs() columns.
Matrix restore(const Pca& pca, const Matrix& projected);

/// What is lost on the way there and back.
struct PcaLoss {
  double squared_share = 0;  ///< squared error as a part of the squared distances from the mean
  double cosine_mean = 1;    ///< between a vector and what comes back
  double cosine_min = 1;
};
PcaLoss loss_of(const Pca& pca, const Matrix& vectors);

}  // namespace cognate::quant
