#include "model/rounding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cognate::model {
namespace {

// A part of the mean moment is added to each, so that directions which the calibration did not see
// still count.
constexpr float kDamping = 0.03F;

constexpr std::size_t kChannels = 8;  // rounded side by side, so that a row of `spread` serves many

/// out[j] -= factor * row[j], j < n.
void take(float* out, const float* row, float factor, std::size_t n) {
  simd::kernels().add_scaled(out, row, -factor, n);
}

/// a [k][k] symmetric to its lower Cholesky factor, in place, column after column. False when it is
/// not positive.
bool factorize(std::vector<float>& a, std::size_t k) {
  std::vector<float> column(k);
  for (std::size_t j = 0; j < k; ++j) {
    const float pivot = a[j * k + j];
    if (!(pivot > 0.0F) || !std::isfinite(pivot)) {
      return false;
    }
    const float root = std::sqrt(pivot);
    for (std::size_t i = j; i < k; ++i) {
      a[i * k + j] /= root;
      column[i] = a[i * k + j];
    }
    for (std::size_t i = j + 1; i < k; ++i) {
      take(a.data() + i * k + j + 1, column.data() + j + 1, column[i], i - j);
    }
  }
  return true;
}

/// Lower triangular l [k][k] to its inverse.
std::vector<float> inverse(const std::vector<float>& l, std::size_t k) {
  std::vector<float> out(k * k, 0.0F);
  for (std::size_t i = 0; i < k; ++i) {
    float* row = out.data() + i * k;
    for (std::size_t j = 0; j < i; ++j) {
      take(row, out.data() + j * k, l[i * k + j], j + 1);
    }
    row[i] = 1.0F;
    for (std::size_t j = 0; j <= i; ++j) {
      row[j] /= l[i * k + i];
    }
  }
  return out;
}

using Side = std::array<float, kChannels>;

/// How many steps a weight may still have, beside those of its sum that are rounded already.
class Rooms {
 public:
  Rooms(const simd::Precision& precision, std::size_t k) : precision_(precision) {
    if (precision.sum_of != nullptr) {
      for (std::size_t i = 0; i < k; ++i) {
        sums_ = std::max(sums_, precision.sum_of(i) + 1);
      }
      taken_.resize(2 * sums_);
    }
  }

  void empty() { std::fill(taken_.begin(), taken_.end(), Side{}); }

  /// `steps`, or the nearest number that still has room; the room is taken.
  float fill(std::size_t element, std::size_t channel, float steps) {
    const float most = precision_.weight_most;
    if (taken_.empty()) {
      return std::clamp(steps, -most, most);
    }
    const std::size_t sum = precision_.sum_of(element);
    float& taken = taken_[steps < 0.0F ? sum : sums_ + sum][channel];
    const float size = std::min({std::abs(steps), most, precision_.sum_most - taken});
    taken += size;
    return std::copysign(size, steps);
  }

 private:
  const simd::Precision& precision_;
  std::size_t sums_ = 0;
  std::vector<Side> taken_;  // [sign][sum]
};

}  // namespace

ErrorFeedback::ErrorFeedback(std::vector<float> moments, std::size_t k) : k_(k), order_(k) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return moments[a * k + a] < moments[b * k + b];
  });
  float mean = 0;
  for (std::size_t i = 0; i < k; ++i) {
    mean += moments[i * k + i] / static_cast<float>(k);
  }
  if (!(mean > 0.0F) || !std::isfinite(mean)) {
    return;
  }
  std::vector<float> ordered(k * k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      ordered[i * k + j] = moments[order_[i] * k + order_[j]];
    }
    ordered[i * k + i] += kDamping * mean;
  }
  moments.clear();
  moments.shrink_to_fit();
  if (factorize(ordered, k)) {
    spread_ = inverse(ordered, k);
  }
}

void ErrorFeedback::round(float* w, std::size_t n, const float* scale,
                          const simd::Precision& precision) const {
  std::vector<Side> side(k_);
  Rooms rooms(precision, k_);
  for (std::size_t first = 0; first < n; first += kChannels) {
    const std::size_t count = std::min(kChannels, n - first);
    for (std::size_t i = 0; i < k_; ++i) {
      for (std::size_t c = 0; c < kChannels; ++c) {
        side[i][c] = c < count ? w[(first + c) * k_ + order_[i]] : 0.0F;
      }
    }
    rooms.empty();
    for (std::size_t i = k_; i-- > 0;) {
      const float* row = spread_.data() + i * k_;
      Side error{};
      for (std::size_t c = 0; c < count; ++c) {
        const float step = scale[first + c];
        const float rounded = rooms.fill(order_[i], c, std::rint(side[i][c] / step)) * step;
        error[c] = (side[i][c] - rounded) / row[i];
        w[(first + c) * k_ + order_[i]] = rounded;
      }
      for (std::size_t j = 0; j < i; ++j) {
        for (std::size_t c = 0; c < kChannels; ++c) {
          side[j][c] -= error[c] * row[j];
        }
      }
    }
  }
}

}  // namespace cognate::model
