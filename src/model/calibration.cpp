#include "model/calibration.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/limits.h"
#include "model/rounding.h"

namespace cognate::model {
namespace {

constexpr std::size_t kSequences = 400;
constexpr std::size_t kEmptySequences = 20;
constexpr std::size_t kLongest = 24;  // ids between the first and the last one
constexpr std::size_t kBatchSequences = 20;

// Rows that are added to the moments at once. An odd number of cache lines, so that the elements of
// a tile do not share a set.
constexpr std::size_t kChunkRows = 496;

// An element is split when it is this much larger than the median one.
constexpr float kSplitAbove = 2.0F;
constexpr std::size_t kPartsMax = 16;
// Copies may lengthen a row by one part in so many.
constexpr std::size_t kElementsPerCopy = 16;

}  // namespace

std::vector<TokenBatch> calibration_batches(const ModelConfig& config, std::uint32_t first,
                                            std::uint32_t last) {
  std::mt19937 random(20'240'501);
  std::vector<TokenBatch> batches;
  const std::size_t longest = std::min(kLongest, config.tokens_max - 2);
  for (std::size_t s = 0; s < kSequences; ++s) {
    if (s % kBatchSequences == 0) {
      batches.emplace_back();
    }
    // Squaring a uniform number makes short sequences frequent.
    const double uniform = static_cast<double>(random()) / 4294967296.0;
    const auto length = static_cast<std::size_t>(static_cast<double>(longest) * uniform * uniform);
    TokenBatch& batch = batches.back();
    batch.ids.push_back(first);
    for (std::size_t i = 0; s >= kEmptySequences && i < length + 1 && i < longest; ++i) {
      batch.ids.push_back(static_cast<std::uint32_t>(random() % config.vocabulary));
    }
    batch.ids.push_back(last);
    batch.ends.push_back(batch.ids.size());
  }
  return batches;
}

/// The rows of one matrix: largest sizes, and second moments where k is not too large for them.
/// Chunks are added in the order of the batches, so that the sums do not depend on threads.
class Calibration::Observer {
 public:
  Observer(const simd::Kernels& kernels, std::size_t k) : kernels_(kernels), k_(k), most_(k) {
    if (k <= limits::kErrorFeedbackElementsMax) {
      moments_.resize(k * k);
      chunk_ = FloatBuffer(k * kChunkRows);
      packed_ = FloatBuffer(kernels.packed_columns(k) * kChunkRows);
    }
  }

  void see(const float* rows, std::size_t stride, std::size_t count) {
    for (std::size_t r = 0; r < count; ++r) {
      const float* row = rows + r * stride;
      for (std::size_t i = 0; i < k_; ++i) {
        most_[i] = std::max(most_[i], std::abs(row[i]));
        if (!moments_.empty()) {
          chunk_.data()[i * kChunkRows + filled_] = row[i];
        }
      }
      if (++filled_ == kChunkRows) {
        add_chunk();
      }
    }
  }

  void finish() {
    add_chunk();
    chunk_ = {};
    packed_ = {};
  }

  const std::vector<float>& most() const noexcept { return most_; }
  const std::vector<float>& moments() const noexcept { return moments_; }

 private:
  void add_chunk() {
    if (!moments_.empty() && filled_ > 0) {
      for (std::size_t i = 0; i < k_; ++i) {
        std::fill_n(chunk_.data() + i * kChunkRows + filled_, kChunkRows - filled_, 0.0F);
      }
      kernels_.pack(chunk_.data(), k_, kChunkRows, 0,
                    kernels_.packed_columns(k_) / kernels_.packed_columns(1), packed_.data());
      kernels_.gemm({.a = chunk_.data(),
                     .a_stride = kChunkRows,
                     .rows = k_,
                     .k = kChunkRows,
                     .packed = packed_.data(),
                     .n = k_,
                     .residual = moments_.data(),
                     .residual_stride = k_,
                     .out = moments_.data(),
                     .out_stride = k_});
    }
    filled_ = 0;
  }

  const simd::Kernels& kernels_;
  std::size_t k_;
  std::vector<float> most_;
  std::vector<float> moments_;  // [k][k]; empty where k is too large
  FloatBuffer chunk_;           // [k][kChunkRows], transposed rows
  FloatBuffer packed_;
  std::size_t filled_ = 0;
};

Calibration::~Calibration() = default;

Calibration::Calibration(const Encoder& exact, std::span<const TokenBatch> batches,
                         ThreadPool& pool) {
  for (std::size_t linear = 0; linear < exact.linears(); ++linear) {
    observers_.push_back(std::make_unique<Observer>(simd::kernels(), exact.elements(linear)));
  }
  // Rows of a wave of batches are kept, then each matrix takes its own in the order of the batches.
  const std::size_t wave = pool.size();
  for (std::size_t first = 0; first < batches.size(); first += wave) {
    const std::size_t count = std::min(wave, batches.size() - first);
    std::vector<RowLog> logs(count);
    pool.parallel_for(count, [&](std::size_t item, std::size_t) {
      exact.observe(batches[first + item], logs[item]);
    });
    pool.parallel_for(observers_.size(), [&](std::size_t linear, std::size_t) {
      for (const RowLog& log : logs) {
        const std::size_t k = exact.elements(linear);
        observers_[linear]->see(log[linear].data(), k, log[linear].size() / k);
      }
    });
  }
  pool.parallel_for(observers_.size(),
                    [&](std::size_t linear, std::size_t) { observers_[linear]->finish(); });
}

namespace {

/// Which elements are split: a factor each, and which are copied how often.
struct Split {
  std::vector<float> factor;
  std::vector<std::uint16_t> copied;
};

Split split_above(const std::vector<float>& most, float bound) {
  Split split;
  for (std::size_t i = 0; i < most.size(); ++i) {
    const float ratio = bound > 0.0F ? std::ceil(most[i] / bound) : 1.0F;
    const auto parts =
        static_cast<std::size_t>(std::clamp(ratio, 1.0F, static_cast<float>(kPartsMax)));
    split.factor.push_back(1.0F / static_cast<float>(parts));
    split.copied.insert(split.copied.end(), parts - 1, static_cast<std::uint16_t>(i));
  }
  return split;
}

Split split_of(const std::vector<float>& most) {
  std::vector<float> sorted = most;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const std::size_t copies_max = std::min(simd::kCopiesMax, most.size() / kElementsPerCopy);
  Split split;
  float bound = kSplitAbove * *middle;
  do {
    split = split_above(most, bound);
    bound *= 1.1F;
  } while (split.copied.size() > copies_max);
  return split;
}

}  // namespace

void Calibration::pack(std::size_t linear, const simd::Precision& precision, simd::Weights weights,
                       float* w, void* block) const {
  const Observer& observer = *observers_[linear];
  const Split split = split_of(observer.most());
  weights.w = w;
  weights.factor = split.factor.data();
  weights.copied = split.copied.data();
  weights.copies = split.copied.size();
  std::vector<float> scale(weights.n);
  precision.scales(weights, scale.data());
  weights.scale = scale.data();
  if (!observer.moments().empty()) {
    const ErrorFeedback feedback(observer.moments(), weights.k);
    if (feedback.usable()) {
      feedback.round(w, weights.n, scale.data(), precision);
    }
  }
  precision.pack(weights, block);
}

}  // namespace cognate::model
