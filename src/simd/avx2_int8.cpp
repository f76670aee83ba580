// The precision "int8" of AVX2: products of 8 bits summed in 16 before they are widened.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx2_vector.inl"

constexpr std::size_t kTileRows = 10;
constexpr std::size_t kTileVectors = 1;
using TileIndices = Indices<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>;

#include "simd/functions.inl"
//
#include "simd/product.inl"
//
#include "simd/integer.inl"
//
#include "simd/avx2_sums.inl"

/// u8 rows times s8 weights, eight elements of k a step: two vpmaddubsw make sums of two products,
/// their sum is one of four in 16 bits, vpmaddwd widens. No 16-bit sum can overflow, because the
/// weights are held to that when they are packed (hold):
/// - vpmaddubsw saturates, so the weights of one sign in a pair add up to 128 at most: 255 * 128.
/// - the sum of four wraps, so its end must fit: it is taken around the middle of the codes, that
///   is sum (a - 128) w, at most 128 * sum |w|, with sum |w| at most 255.
struct U8S8 {
  using Job = IntegerJob<U8S8>;
  using A = std::uint8_t;
  using B = std::int8_t;
  using Sum = Sums32;
  static constexpr std::size_t kGroup = 8;
  static constexpr float kWeightMost = 127.0F;
  static constexpr std::int32_t kCentre = 128;
  static constexpr int kPairMost = 128;
  static constexpr int kFourMost = 255;

  static CodeRange row_range(std::size_t) { return {0.0F, 255.0F}; }
  static constexpr std::size_t place(std::size_t lane, std::size_t i) {
    return i / 4 * 32 + lane * 4 + i % 4;
  }

  // The sums of four: elements 0 1 4 5 and 2 3 6 7 of a group.
  static constexpr std::size_t kFours[2][4] = {{0, 1, 4, 5}, {2, 3, 6, 7}};

  /// The finest scale at which no sum can overflow, whichever way the weights are rounded.
  static void scales(const Weights& weights, float* scale) {
    for (std::size_t c = 0; c < weights.n; ++c) {
      float finest = largest_size(weights.w + c * weights.k, weights.k) / kWeightMost;
      const std::size_t depth = depth_of<U8S8>(weights.k + weights.copies);
      for (std::size_t first = 0; first < depth; first += kGroup) {
        for (const auto& four : kFours) {
          float w[4];
          for (std::size_t i = 0; i < 4; ++i) {
            w[i] = weight_at(weights, c, first + four[i]);
          }
          const float size = __builtin_fabsf(w[0]) + __builtin_fabsf(w[1]) + __builtin_fabsf(w[2]) +
                             __builtin_fabsf(w[3]);
          finest = larger(finest, size / static_cast<float>(kFourMost - 2));
          finest = larger(finest, one_sign(w[0], w[1]) / static_cast<float>(kPairMost - 1));
          finest = larger(finest, one_sign(w[2], w[3]) / static_cast<float>(kPairMost - 1));
        }
      }
      scale[c] = finest > 0.0F ? finest : 1.0F;
    }
  }

  /// Takes steps from the largest weights of a group until no sum can overflow.
  static void hold(std::int8_t* group) {
    for (const auto& four : kFours) {
      std::int8_t* w[4] = {group + four[0], group + four[1], group + four[2], group + four[3]};
      while (size_of(*w[0]) + size_of(*w[1]) + size_of(*w[2]) + size_of(*w[3]) > kFourMost) {
        std::int8_t* most = w[0];
        for (std::int8_t* other : w) {
          most = size_of(*other) > size_of(*most) ? other : most;
        }
        shrink(*most);
      }
      hold_pair(*w[0], *w[1]);
      hold_pair(*w[2], *w[3]);
    }
  }

  static void store(V codes, std::size_t n, std::uint8_t* out) {
    const __m128i words = narrowed(codes);
    const __m128i bytes = _mm_packus_epi16(words, words);
    if (n == V::lanes) {
      _mm_storel_epi64(reinterpret_cast<__m128i*>(out), bytes);
    } else {
      __builtin_memcpy(out, &bytes, n);
    }
  }

  struct Eight {
    __m256i first, second;
  };
  struct Columns {
    __m256i first, second, centre;
  };
  static Eight set(const std::uint8_t* a) {
    int four[2];
    __builtin_memcpy(four, a, sizeof(four));
    return {_mm256_set1_epi32(four[0]), _mm256_set1_epi32(four[1])};
  }
  static Columns load(const std::int8_t* b) {
    const auto* at = reinterpret_cast<const __m256i*>(b);
    const __m256i first = _mm256_loadu_si256(at);
    const __m256i second = _mm256_loadu_si256(at + 1);
    const __m256i middle = _mm256_set1_epi8(static_cast<char>(kCentre));
    return {first, second,
            _mm256_add_epi16(_mm256_maddubs_epi16(middle, first),
                             _mm256_maddubs_epi16(middle, second))};
  }
  static Sums32 step(Eight a, Columns b, Sums32 sum) {
    const __m256i ones = _mm256_set1_epi16(1);
    const __m256i four =
        _mm256_sub_epi16(_mm256_add_epi16(_mm256_maddubs_epi16(a.first, b.first),
                                          _mm256_maddubs_epi16(a.second, b.second)),
                         b.centre);
    return {sum.r + (Sums32::Lanes)_mm256_madd_epi16(four, ones)};
  }
  static V to_floats(Sums32 sum) { return {_mm256_cvtepi32_ps((__m256i)sum.r)}; }
  static V value(const Job& job, std::size_t row, std::size_t column, Sums32 sum) {
    return scaled(job, row, column, sum);
  }

 private:
  static float larger(float a, float b) { return a > b ? a : b; }
  static int size_of(int q) { return q < 0 ? -q : q; }
  static void shrink(std::int8_t& q) { q = static_cast<std::int8_t>(q < 0 ? q + 1 : q - 1); }
  static float one_sign(float a, float b) {
    return (a < 0.0F) == (b < 0.0F) ? __builtin_fabsf(a + b) : 0.0F;
  }
  static void hold_pair(std::int8_t& a, std::int8_t& b) {
    while (a + b > kPairMost && a > 0 && b > 0) {
      shrink(a > b ? a : b);
    }
    while (a + b < -kPairMost && a < 0 && b < 0) {
      shrink(a < b ? a : b);
    }
  }
  static float weight_at(const Weights& weights, std::size_t c, std::size_t i) {
    if (i >= weights.k + weights.copies) {
      return 0.0F;
    }
    return weights.w[c * weights.k + (i < weights.k ? i : weights.copied[i - weights.k])];
  }
};

bool runs_here() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
}

}  // namespace

constinit const Precision avx2_int8 = COGNATE_INTEGER(U8S8, "int8", "avx2", "avx2-int8-1");

}  // namespace cognate::simd
