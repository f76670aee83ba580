// The precision "int8" of AVX-512 with VNNI.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx512_vector.inl"

constexpr std::size_t kTileRows = 12;
constexpr std::size_t kTileVectors = 2;
using TileIndices = Indices<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11>;

#include "simd/functions.inl"
//
#include "simd/product.inl"
//
#include "simd/integer.inl"

/// Sixteen 32-bit sums. Named as ints: with __m512i, g++ 12 keeps the sums of a tile in memory.
struct Sums32 {
  using Lanes = int __attribute__((vector_size(64)));
  Lanes r;
  static Sums32 zero() { return {Lanes{}}; }
};

/// u8 rows times s8 weights, four elements of k a step. 255 * 127 * k stays below 2^31 for every k
/// that the encoder takes, so no sum can overflow.
struct U8S8 : Panels<std::uint8_t, 4> {
  using Job = IntegerJob<U8S8>;
  using A = std::uint8_t;
  using B = std::int8_t;
  using Sum = Sums32;
  static constexpr bool kExact = false;
  static constexpr float kWeightMost = 127.0F;
  static constexpr float kSumMost = 0;
  static constexpr std::size_t (*kSumOf)(std::size_t) = nullptr;

  static CodeRange row_range(std::size_t) { return {0.0F, 255.0F}; }
  static void scales(const Weights& weights, float* scale) {
    whole_range_scales<U8S8>(weights, scale);
  }
  static void hold(std::int8_t*) {}
  static constexpr std::size_t place(std::size_t lane, std::size_t i) { return lane * kGroup + i; }

  static void store(V codes, std::size_t n, std::uint8_t* out) {
    const __m512i integers = _mm512_maskz_cvtps_epi32(0xFFFF, codes.r);
    const auto mask = static_cast<__mmask16>((1U << n) - 1U);
    _mm_mask_storeu_epi8(out, mask, _mm512_maskz_cvtusepi32_epi8(0xFFFF, integers));
  }
  static __m512i set(const std::uint8_t* a) {
    int four = 0;
    __builtin_memcpy(&four, a, sizeof(four));
    return _mm512_set1_epi32(four);
  }
  static void hide(__m512i& x) { COGNATE_OPAQUE(x); }
  static __m512i load(const std::int8_t* b) { return _mm512_loadu_si512(b); }
  static Sums32 step(__m512i a, __m512i b, Sums32 sum) {
    return {(Sums32::Lanes)_mm512_dpbusd_epi32((__m512i)sum.r, a, b)};
  }
  static V to_floats(Sums32 sum) { return {_mm512_maskz_cvtepi32_ps(0xFFFF, (__m512i)sum.r)}; }
  /// sum (q - zero) w = sum q w - zero * sum w, times both scales.
  static V value(const Job& job, std::size_t row, std::size_t column, Sums32 sum) {
    const RowTail& tail = job.tail(row);
    const __m512i shift =
        _mm512_mullo_epi32(_mm512_set1_epi32(tail.zero), _mm512_loadu_si512(job.sum + column));
    const Sums32 exact = {(Sums32::Lanes)_mm512_sub_epi32((__m512i)sum.r, shift)};
    return to_floats(exact) * (V::set(tail.scale) * V::load(job.scale + column));
  }
};

bool runs_here() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vnni") != 0;
}

}  // namespace

constinit const Precision avx512_int8 =
    COGNATE_INTEGER(U8S8, "int8", "avx512", "avx512-vnni-int8-1", nullptr);

}  // namespace cognate::simd
