// The quick mode of AVX-512 with VNNI: 8-bit products.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx512_vector.inl"
//
#include "simd/functions.inl"
//
#include "simd/product.inl"

/// Sixteen 32-bit sums. Named as ints: with __m512i, g++ 12 keeps the sums of a tile in memory.
struct Sums32 {
  using Lanes = int __attribute__((vector_size(64)));
  Lanes r;
  static Sums32 zero() { return {Lanes{}}; }
};

/// u8 rows times s8 weights, four elements of k a step. 255 * 127 * k stays below 2^31 for every k
/// that the encoder takes, so no sum can overflow.
struct U8S8 {
  using Job = QuickGemm;
  using A = std::uint8_t;
  using B = std::int8_t;
  using Sum = Sums32;
  static constexpr std::size_t kGroup = 4;

  static __m512i set(const std::uint8_t* a) {
    int four = 0;
    __builtin_memcpy(&four, a, sizeof(four));
    return _mm512_set1_epi32(four);
  }
  static __m512i load(const std::int8_t* b) { return _mm512_loadu_si512(b); }
  static Sums32 step(__m512i a, __m512i b, Sums32 sum) {
    return {(Sums32::Lanes)_mm512_dpbusd_epi32((__m512i)sum.r, a, b)};
  }
  /// sum (q - zero) w = sum q w - zero * sum w, times both scales.
  static V value(const QuickGemm& job, std::size_t row, std::size_t column, Sums32 sum) {
    const __m512i zero = _mm512_set1_epi32(job.row_zero[row]);
    const __m512i shift = _mm512_mullo_epi32(zero, _mm512_loadu_si512(job.column_sum + column));
    const __m512i exact = _mm512_sub_epi32((__m512i)sum.r, shift);
    return V{_mm512_maskz_cvtepi32_ps(0xFFFF, exact)} *
           (V::set(job.row_scale[row]) * V::load(job.column_scale + column));
  }
};

#include "simd/quantize.inl"

/// Writes sixteen whole numbers of [0, 255] as bytes, the first n of them.
inline void store_bytes(V value, std::size_t n, std::uint8_t* out) {
  const __m512i integers = _mm512_maskz_cvtps_epi32(0xFFFF, value.r);
  const auto mask = static_cast<__mmask16>((1U << n) - 1U);
  _mm_mask_storeu_epi8(out, mask, _mm512_maskz_cvtusepi32_epi8(0xFFFF, integers));
}

void quantize(const QuantizeRows& job) { quantize_rows(job, store_bytes); }
void quick_gemm(const QuickGemm& job) { product<U8S8>(job); }

bool runs_here() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vnni") != 0;
}

}  // namespace

constinit const QuickKernels avx512vnni_kernels = {
    .precision = "int8",
    .isa = "avx512",
    .runs_here = runs_here,
    .packed_columns = packed_columns,
    .packed_bytes = packed_bytes<U8S8>,
    .row_bytes = row_bytes<U8S8>,
    .pack = pack_int8<U8S8>,
    .quantize = quantize,
    .gemm = quick_gemm,
};

}  // namespace cognate::simd
