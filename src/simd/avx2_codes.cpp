// Codes on AVX2: vpmaddubsw multiplies unsigned codes by signed queries and adds pairs in 16 bits.
// With codes of 15 at most, eight such sums still fit 16 bits: 8 * 2 * 15 * 128 < 2^15.

#include <cpuid.h>
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/codes.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx2_vector.inl"
#include "simd/functions.inl"

using Sums = int __attribute__((vector_size(32)));
using Words = short __attribute__((vector_size(32)));

inline __m256i low(__m256i codes) { return _mm256_and_si256(codes, _mm256_set1_epi8(15)); }
inline __m256i high(__m256i codes) { return low(_mm256_srli_epi16(codes, 4)); }
inline __m256i load(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
inline Words products(__m256i codes, __m256i query) {
  return (Words)_mm256_maddubs_epi16(codes, query);
}
inline Sums widened(Words words) {
  return (Sums)_mm256_madd_epi16((__m256i)words, _mm256_set1_epi16(1));
}

/// A block of 64 bytes: four sums in 16 bits, then widened.
inline Sums block_sums(const std::uint8_t* codes, const __m256i (&query)[4]) {
  const __m256i a = load(codes);
  const __m256i b = load(codes + 32);
  return widened(products(low(a), query[0]) + products(low(b), query[1]) +
                 products(high(a), query[2]) + products(high(b), query[3]));
}

void four_dots(const std::int8_t* query, std::size_t blocks, const std::uint8_t* const* rows,
               std::int32_t* sums) {
  Sums a = {};
  Sums b = {};
  Sums c = {};
  Sums d = {};
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::int8_t* from = query + block * kNibbleBlockElements;
    const __m256i q[4] = {load(from), load(from + 32), load(from + 64), load(from + 96)};
    const std::size_t at = block * kNibbleBlockBytes;
    a += block_sums(rows[0] + at, q);
    b += block_sums(rows[1] + at, q);
    c += block_sums(rows[2] + at, q);
    d += block_sums(rows[3] + at, q);
  }
  const __m256i all = _mm256_hadd_epi32(_mm256_hadd_epi32((__m256i)a, (__m256i)b),
                                        _mm256_hadd_epi32((__m256i)c, (__m256i)d));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sums),
                   _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1)));
}

constexpr std::size_t kScanRows = 4;
constexpr std::size_t kScanPacks = 1;
constexpr std::size_t kPackVectors = 2;  // of eight queries each

/// Sixteen bytes of each row, low and high halves, are eight sums in 16 bits; then they are
/// widened.
template <std::size_t kRows, std::size_t kPacks>
void scan_tile(const std::int8_t* packed, std::size_t blocks, const std::uint8_t* rows,
               std::int32_t* sums, std::size_t stride) {
  static_assert(kPacks == 1);
  Sums total[kRows][kPackVectors] = {};
  for (std::size_t at = 0; at < blocks * kNibbleBlockBytes; at += 16) {
    Words words[kRows][kPackVectors] = {};
    const std::size_t element = at / kNibbleBlockBytes * kNibbleBlockElements + at % 64;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::int8_t* first = packed + (element + i * 4) * kPackQueries;
      const std::int8_t* second = first + kNibbleBlockBytes * kPackQueries;
      for (std::size_t r = 0; r < kRows; ++r) {
        int four = 0;
        __builtin_memcpy(&four, rows + r * blocks * kNibbleBlockBytes + at + i * 4, sizeof(four));
        const __m256i codes = _mm256_set1_epi32(four);
        for (std::size_t v = 0; v < kPackVectors; ++v) {
          words[r][v] += products(low(codes), load(first + v * 32));
          words[r][v] += products(high(codes), load(second + v * 32));
        }
      }
    }
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t v = 0; v < kPackVectors; ++v) {
        total[r][v] += widened(words[r][v]);
      }
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t v = 0; v < kPackVectors; ++v) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + r * stride + v * 8),
                          (__m256i)total[r][v]);
    }
  }
}

constexpr std::size_t kCompared = 8;
inline unsigned below(const std::int32_t* numbers, const std::int32_t* limits) {
  const __m256i mask = _mm256_cmpgt_epi32(load(limits), load(numbers));
  return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(mask)));
}

inline V load_halves(const std::uint16_t* from) {
  return {_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)))};
}

#include "simd/codes.inl"

/// clang 16 does not know "f16c" by name.
bool has_f16c() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}

bool runs_here() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 && has_f16c();
}

}  // namespace

constinit const CodeKernels kAvx2Codes = COGNATE_CODES("avx2");

}  // namespace cognate::simd
