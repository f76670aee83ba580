// Any processor: the same bodies over vectors that are plain arrays, which the compiler maps to
// whatever the baseline has (SSE2 on x86-64). Multiply and add are two roundings here.

#include <cstddef>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

struct V {
  static constexpr std::size_t lanes = 4;
  float r[lanes];

  template <class F>
  static V make(F f) {
    return {{f(0), f(1), f(2), f(3)}};
  }
  static V zero() { return set(0.0F); }
  static V set(float x) { return {{x, x, x, x}}; }
  static V load(const float* p) {
    return make([&](std::size_t i) { return p[i]; });
  }
  static V load_some(const float* p, std::size_t n) { return load_or(p, n, 0.0F); }
  static V load_or(const float* p, std::size_t n, float other) {
    return make([&](std::size_t i) { return i < n ? p[i] : other; });
  }
  void store(float* p) const { store_some(p, lanes); }
  void store_some(float* p, std::size_t n) const {
    for (std::size_t i = 0; i < n; ++i) {
      p[i] = r[i];
    }
  }
  float sum() const { return (r[0] + r[2]) + (r[1] + r[3]); }
  float largest() const {
    float most = r[0];
    for (std::size_t i = 1; i < lanes; ++i) {
      most = r[i] > most ? r[i] : most;
    }
    return most;
  }

  friend V operator+(V a, V b) {
    return make([&](std::size_t i) { return a.r[i] + b.r[i]; });
  }
  friend V operator-(V a, V b) {
    return make([&](std::size_t i) { return a.r[i] - b.r[i]; });
  }
  friend V operator*(V a, V b) {
    return make([&](std::size_t i) { return a.r[i] * b.r[i]; });
  }
  friend V operator/(V a, V b) {
    return make([&](std::size_t i) { return a.r[i] / b.r[i]; });
  }
  friend V fma(V a, V b, V c) { return a * b + c; }
  friend V max(V a, V b) {
    return make([&](std::size_t i) { return a.r[i] > b.r[i] ? a.r[i] : b.r[i]; });
  }
  friend V min(V a, V b) {
    return make([&](std::size_t i) { return a.r[i] < b.r[i] ? a.r[i] : b.r[i]; });
  }
  friend V round(V a) {
    // Adding and taking away 1.5 * 2^23 rounds to the nearest whole number, ties to even.
    constexpr float kShift = 12582912.0F;
    return make([&](std::size_t i) { return (a.r[i] + kShift) - kShift; });
  }
  /// 2^n for whole n in [-126, 127].
  friend V power_of_two(V n) {
    return make([&](std::size_t i) {
      return __builtin_bit_cast(float, (static_cast<int>(n.r[i]) + 127) << 23);
    });
  }
};

inline float root(float x) { return __builtin_sqrtf(x); }

constexpr std::size_t kTileRows = 3;
constexpr std::size_t kTileVectors = 3;
using TileIndices = Indices<0, 1, 2>;

#include "simd/functions.inl"
//
#include "simd/rows.inl"
//
#include "simd/product.inl"
//
#include "simd/gemm.inl"
//
#include "simd/attention.inl"
//
#include "simd/table.inl"

bool runs_here() { return true; }

}  // namespace

constinit const Kernels scalar_kernels = COGNATE_KERNELS("scalar");
constinit const Precision scalar_f32 = COGNATE_FLOAT32("scalar", "scalar-f32-1");

}  // namespace cognate::simd
