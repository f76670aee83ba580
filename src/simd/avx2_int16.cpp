// The precision "int16" of AVX2: operands of 11 bits, nearly without loss.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx2_vector.inl"

constexpr std::size_t kTileRows = 6;
constexpr std::size_t kTileVectors = 2;
using TileIndices = Indices<0, 1, 2, 3, 4, 5>;

#include "simd/functions.inl"
//
#include "simd/product.inl"
//
#include "simd/integer.inl"
//
#include "simd/avx2_sums.inl"

/// s16 rows times s16 weights, two elements of k a step.
struct S16S16 : Panels<std::int16_t, 2> {
  using Job = IntegerJob<S16S16>;
  using A = std::int16_t;
  using B = std::int16_t;
  using Sum = Sums32;
  static constexpr bool kExact = false;
  static constexpr float kWeightMost = 1023.0F;
  static constexpr float kSumMost = 0;
  static constexpr std::size_t (*kSumOf)(std::size_t) = nullptr;

  /// 11 bits, or as many as keep the sums over k below 2^31.
  static CodeRange row_range(std::size_t k) {
    const float most = 2147483000.0F / (kWeightMost * static_cast<float>(k + kCopiesMax + kGroup));
    const float half = most < 1023.0F ? __builtin_floorf(most) : 1023.0F;
    return {-half, half};
  }
  static void scales(const Weights& weights, float* scale) {
    whole_range_scales<S16S16>(weights, scale);
  }
  static void hold(std::int16_t*) {}
  static constexpr std::size_t place(std::size_t lane, std::size_t i) { return lane * kGroup + i; }

  static void store(V codes, std::size_t n, std::int16_t* out) {
    const __m128i words = narrowed(codes);
    if (n == V::lanes) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out), words);
    } else {
      __builtin_memcpy(out, &words, n * sizeof(*out));
    }
  }
  static __m256i set(const std::int16_t* a) {
    int two = 0;
    __builtin_memcpy(&two, a, sizeof(two));
    return _mm256_set1_epi32(two);
  }
  static void hide(__m256i& x) { COGNATE_OPAQUE(x); }
  static __m256i load(const std::int16_t* b) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b));
  }
  static Sums32 step(__m256i a, __m256i b, Sums32 sum) {
    return {sum.r + (Sums32::Lanes)_mm256_madd_epi16(a, b)};
  }
  static V to_floats(Sums32 sum) { return {_mm256_cvtepi32_ps((__m256i)sum.r)}; }
  static V value(const Job& job, std::size_t row, std::size_t column, Sums32 sum) {
    return scaled(job, row, column, sum);
  }
};

bool runs_here() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
}

}  // namespace

constinit const Precision avx2_int16 =
    COGNATE_INTEGER(S16S16, "int16", "avx2", "avx2-int16-1", nullptr);

}  // namespace cognate::simd
