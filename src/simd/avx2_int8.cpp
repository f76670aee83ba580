// The precision "int8" of AVX2: products of 8 bits summed in 16 before they are widened.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx2_vector.inl"

constexpr std::size_t kTileRows = 5;
constexpr std::size_t kTileVectors = 2;
using TileIndices = Indices<0, 1, 2, 3, 4>;

#include "simd/functions.inl"
//
#include "simd/product.inl"
//
#include "simd/integer.inl"
//
#include "simd/avx2_sums.inl"

/// u8 rows times s8 weights, eight elements of k a step: two vpmaddubsw make sums of two products,
/// their sum is one of four in 16 bits, vpmaddwd widens. No 16-bit sum can overflow, because the
/// weights are held to that when they are packed (hold): the four weights of a sum that have one
/// sign add up to kFourMost at most, and kRowMost * kFourMost fits 16 bits. The fewer steps a row
/// has, the more the weights may have; kRowMost is where the loss of both together is least.
struct U8S8 : Panels<std::uint8_t, 8> {
  using Job = IntegerJob<U8S8>;
  using A = std::uint8_t;
  using B = std::int8_t;
  using Sum = Sums32;
  static constexpr bool kExact = false;
  static constexpr float kWeightMost = 127.0F;
  static constexpr int kRowMost = 191;
  static constexpr int kFourMost = 32767 / kRowMost;
  static constexpr float kSumMost = kFourMost;

  static CodeRange row_range(std::size_t) { return {0.0F, static_cast<float>(kRowMost)}; }
  static constexpr std::size_t place(std::size_t lane, std::size_t i) {
    return i / 4 * 32 + lane * 4 + i % 4;
  }

  // The sums of four: elements 0 1 4 5 and 2 3 6 7 of a group.
  static constexpr std::size_t kFours[2][4] = {{0, 1, 4, 5}, {2, 3, 6, 7}};
  static std::size_t sum_of(std::size_t element) { return element / kGroup * 2 + element % 4 / 2; }
  static constexpr std::size_t (*kSumOf)(std::size_t) = sum_of;

  /// The finest scale at which no sum can overflow, whichever way the weights are rounded.
  static void scales(const Weights& weights, float* scale) {
    for (std::size_t c = 0; c < weights.n; ++c) {
      float finest = largest_size(weights.w + c * weights.k, weights.k) / kWeightMost;
      const std::size_t depth = depth_of<U8S8>(weights.k + weights.copies);
      for (std::size_t first = 0; first < depth; first += kGroup) {
        for (const auto& four : kFours) {
          float above = 0.0F;
          float below = 0.0F;
          for (const std::size_t i : four) {
            const float w = weight_at(weights, c, first + i);
            (w > 0.0F ? above : below) += w;
          }
          // Rounding may add half a step to each of the four.
          const float size = above > -below ? above : -below;
          const float four_steps = size / static_cast<float>(kFourMost - 2);
          finest = four_steps > finest ? four_steps : finest;
        }
      }
      scale[c] = finest > 0.0F ? finest : 1.0F;
    }
  }

  /// Takes steps from the largest weights of a group until no sum can overflow.
  static void hold(std::int8_t* group) {
    for (const auto& four : kFours) {
      hold_sign(group, four, 1);
      hold_sign(group, four, -1);
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
    __m256i first, second;
  };
  static Eight set(const std::uint8_t* a) {
    int four[2];
    __builtin_memcpy(four, a, sizeof(four));
    return {_mm256_set1_epi32(four[0]), _mm256_set1_epi32(four[1])};
  }
  static void hide(Eight& x) {
    COGNATE_OPAQUE(x.first);
    COGNATE_OPAQUE(x.second);
  }
  static Columns load(const std::int8_t* b) {
    const auto* at = reinterpret_cast<const __m256i*>(b);
    return {_mm256_loadu_si256(at), _mm256_loadu_si256(at + 1)};
  }
  static Sums32 step(Eight a, Columns b, Sums32 sum) {
    const __m256i four = _mm256_add_epi16(_mm256_maddubs_epi16(a.first, b.first),
                                          _mm256_maddubs_epi16(a.second, b.second));
    return {sum.r + (Sums32::Lanes)_mm256_madd_epi16(four, _mm256_set1_epi16(1))};
  }
  static V to_floats(Sums32 sum) { return {_mm256_cvtepi32_ps((__m256i)sum.r)}; }
  static V value(const Job& job, std::size_t row, std::size_t column, Sums32 sum) {
    return scaled(job, row, column, sum);
  }

 private:
  static void hold_sign(std::int8_t* group, const std::size_t (&four)[4], int sign) {
    for (;;) {
      int sum = 0;
      std::int8_t* most = group + four[0];
      for (const std::size_t i : four) {
        const int size = sign * group[i];
        sum += size > 0 ? size : 0;
        most = size > sign * *most ? group + i : most;
      }
      if (sum <= kFourMost) {
        return;
      }
      *most = static_cast<std::int8_t>(*most - sign);
    }
  }
};

bool runs_here() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
}

}  // namespace

constinit const Precision avx2_int8 =
    COGNATE_INTEGER(U8S8, "int8", "avx2", "avx2-int8-1", &avx2_int16);

}  // namespace cognate::simd
