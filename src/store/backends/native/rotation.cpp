#include "store/backends/native/rotation.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "base/check.h"

namespace cognate::store::native {
namespace {

constexpr std::size_t kRounds = 4;
constexpr std::size_t kLanes = 16;
constexpr std::uint64_t kSeed = 0x436F676E617465ULL;

/// SplitMix64 (Steele, Lea and Flood): the next of a row of random numbers.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

/// Sums and differences of two rows of kLanes elements at a time.
void butterfly(float* a, float* b, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const float sum = a[i] + b[i];
    b[i] = a[i] - b[i];
    a[i] = sum;
  }
}

/// Butterflies of elements that are kLanes or more apart: the transposition between rounds brings
/// the others so far.
void mix(float* x, std::size_t power) noexcept {
  for (std::size_t width = kLanes; width < power; width *= 2) {
    for (std::size_t i = 0; i < power; i += 2 * width) {
      butterfly(x + i, x + i + width, width);
    }
  }
}

void transpose(const float* in, float* out, std::size_t size) noexcept {
  const std::size_t columns = size / kLanes;
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      out[lane * columns + i] = in[i * kLanes + lane];
    }
  }
}

}  // namespace

Rotation::Rotation(std::size_t size)
    : size_(size), power_(std::bit_floor(size)), signs_(kRounds * size) {
  CHECK(size > 0 && size % 128 == 0, "a rotation of whole blocks");
  const double halves = power_ == size ? 1 : 2;
  const double enlarged = std::sqrt(static_cast<double>(power_ / kLanes) * halves);
  std::uint64_t state = kSeed;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < signs_.size(); ++i) {
    bits = i % 64 == 0 ? next_random(state) : bits >> 1;
    // What the butterflies of this round enlarge; those outside of the power of two only once.
    const bool mixed = i / size % 2 == 0 ? i % size < power_ : i % size >= size - power_;
    const double scale = 1.0 / (mixed ? enlarged : std::sqrt(halves));
    signs_[i] = static_cast<float>((bits & 1U) != 0 ? scale : -scale);
  }
}

void Rotation::turn(std::span<float> vector, std::span<float> scratch) const noexcept {
  float* x = vector.data();
  for (std::size_t round = 0; round < kRounds; ++round) {
    const float* signs = signs_.data() + round * size_;
    for (std::size_t i = 0; i < size_; ++i) {
      scratch[i] = x[i] * signs[i];
    }
    mix(scratch.data() + (round % 2 == 0 ? 0 : size_ - power_), power_);
    if (power_ != size_) {  // else it would undo the last butterfly
      butterfly(scratch.data(), scratch.data() + size_ / 2, size_ / 2);
    }
    transpose(scratch.data(), x, size_);
  }
}

}  // namespace cognate::store::native
