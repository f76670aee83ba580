// Codes on AVX-512 with VNNI: vpdpbusd multiplies unsigned codes by signed queries.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/codes.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx512_vector.inl"
#include "simd/functions.inl"

// Named as ints: with __m512i, g++ 12 keeps the sums of a tile in memory.
using Sums = int __attribute__((vector_size(64)));

inline Sums step(Sums sum, __m512i codes, __m512i query) {
  return (Sums)_mm512_dpbusd_epi32((__m512i)sum, codes, query);
}
inline __m512i low(__m512i codes) { return _mm512_and_si512(codes, _mm512_set1_epi8(15)); }
inline __m512i high(__m512i codes) { return low(_mm512_srli_epi16(codes, 4)); }

inline __m256i halves(Sums sum) {
  return (__m256i)(__builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7) +
                   __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15));
}

void four_dots(const std::int8_t* query, std::size_t blocks, const std::uint8_t* const* rows,
               std::int32_t* sums) {
  Sums a = {};
  Sums b = {};
  Sums c = {};
  Sums d = {};
  for (std::size_t block = 0; block < blocks; ++block) {
    const __m512i q0 = _mm512_loadu_si512(query + block * kNibbleBlockElements);
    const __m512i q1 = _mm512_loadu_si512(query + block * kNibbleBlockElements + 64);
    const __m512i ra = _mm512_loadu_si512(rows[0] + block * kNibbleBlockBytes);
    const __m512i rb = _mm512_loadu_si512(rows[1] + block * kNibbleBlockBytes);
    const __m512i rc = _mm512_loadu_si512(rows[2] + block * kNibbleBlockBytes);
    const __m512i rd = _mm512_loadu_si512(rows[3] + block * kNibbleBlockBytes);
    a = step(step(a, low(ra), q0), high(ra), q1);
    b = step(step(b, low(rb), q0), high(rb), q1);
    c = step(step(c, low(rc), q0), high(rc), q1);
    d = step(step(d, low(rd), q0), high(rd), q1);
  }
  const __m256i ab = _mm256_hadd_epi32(halves(a), halves(b));
  const __m256i cd = _mm256_hadd_epi32(halves(c), halves(d));
  const __m256i all = _mm256_hadd_epi32(ab, cd);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sums),
                   _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1)));
}

constexpr std::size_t kScanRows = 6;
constexpr std::size_t kScanPacks = 4;

/// Four bytes of a row meet four elements of every query of the packs: low halves first, then the
/// high ones, 64 elements on.
template <std::size_t kRows, std::size_t kPacks>
void scan_tile(const std::int8_t* packed, std::size_t blocks, const std::uint8_t* rows,
               std::int32_t* sums, std::size_t stride) {
  const std::size_t pack_bytes = blocks * kNibbleBlockElements * kPackQueries;
  Sums total[kRows][kPacks] = {};
  for (std::size_t at = 0; at < blocks * kNibbleBlockBytes; at += 4) {
    const std::size_t element = at / kNibbleBlockBytes * kNibbleBlockElements + at % 64;
    const std::int8_t* first = packed + element * kPackQueries;
    const std::int8_t* second = first + kNibbleBlockBytes * kPackQueries;
    for (std::size_t r = 0; r < kRows; ++r) {
      int four = 0;
      __builtin_memcpy(&four, rows + r * blocks * kNibbleBlockBytes + at, sizeof(four));
      const __m512i codes = _mm512_set1_epi32(four);
      const __m512i codes_low = low(codes);
      const __m512i codes_high = high(codes);
      for (std::size_t p = 0; p < kPacks; ++p) {
        total[r][p] = step(total[r][p], codes_low, _mm512_loadu_si512(first + p * pack_bytes));
        total[r][p] = step(total[r][p], codes_high, _mm512_loadu_si512(second + p * pack_bytes));
      }
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t p = 0; p < kPacks; ++p) {
      _mm512_storeu_si512(sums + r * stride + p * kPackQueries, (__m512i)total[r][p]);
    }
  }
}

constexpr std::size_t kCompared = 16;
inline unsigned below(const std::int32_t* numbers, const std::int32_t* limits) {
  return _mm512_cmpgt_epi32_mask(_mm512_loadu_si512(limits), _mm512_loadu_si512(numbers));
}

inline V load_halves(const std::uint16_t* from) {
  const __m256i halves = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return {_mm512_maskz_cvtph_ps(0xFFFF, halves)};
}

#include "simd/codes.inl"

bool runs_here() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vnni") != 0;
}

}  // namespace

constinit const CodeKernels kAvx512Codes = COGNATE_CODES("avx512");

}  // namespace cognate::simd
