// The precision "bf16" of AVX-512 with BF16: operands of 8 bits of mantissa, sums in float32.

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

/// Two elements of k a step.
struct Bfloat16 : Panels<std::uint16_t, 2> {
  struct Job {
    const std::uint16_t* a;
    std::size_t a_stride;
    std::size_t rows;
    std::size_t steps;
    const std::uint16_t* packed;
    std::size_t n;
    const float* bias;
    const float* residual;
    std::size_t residual_stride;
    float* out;
    std::size_t out_stride;
    bool gelu;
  };
  using A = std::uint16_t;
  using B = std::uint16_t;
  using Sum = V;
  static constexpr bool kExact = false;

  static __m512bh set(const std::uint16_t* a) {
    int two = 0;
    __builtin_memcpy(&two, a, sizeof(two));
    return __builtin_bit_cast(__m512bh, _mm512_set1_epi32(two));
  }
  static __m512bh load(const std::uint16_t* b) {
    return __builtin_bit_cast(__m512bh, _mm512_loadu_si512(b));
  }
  static V step(__m512bh a, __m512bh b, V sum) { return {_mm512_dpbf16_ps(sum.r, a, b)}; }
  static void hide(__m512bh& x) {
    // As whole numbers: with sanitizers clang 16 finds no register for the type itself.
    auto bits = __builtin_bit_cast(__m512i, x);
    COGNATE_OPAQUE(bits);
    x = __builtin_bit_cast(__m512bh, bits);
  }
  static V to_floats(V sum) { return sum; }
  static V value(const Job&, std::size_t, std::size_t, V sum) { return sum; }
};

constexpr std::size_t depth_of(std::size_t k) { return (k + 1) / 2 * 2; }

// A block: the bias of every column, then the panels.
std::size_t packed_bytes(std::size_t n, std::size_t k) {
  return packed_columns(n) * (sizeof(float) + depth_of(k) * sizeof(std::uint16_t));
}

/// Nearest, ties to even, as the processor rounds; the weights are finite.
inline std::uint16_t rounded(float x) {
  const auto bits = __builtin_bit_cast(std::uint32_t, x);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
}

void pack_bf16(const Weights& weights, void* block) {
  const std::size_t columns = packed_columns(weights.n);
  const std::size_t depth = depth_of(weights.k);
  auto* bias = static_cast<float*>(block);
  auto* panels = reinterpret_cast<std::uint16_t*>(bias + columns);
  for (std::size_t c = 0; c < columns; ++c) {
    bias[c] = c < weights.n ? weights.bias[c] : 0.0F;
    std::uint16_t* panel = panels + c / kPanel * kPanel * depth + c % kPanel * Bfloat16::kGroup;
    for (std::size_t i = 0; i < depth; ++i) {
      const bool inside = c < weights.n && i < weights.k;
      panel[i / 2 * kPanel * 2 + i % 2] = inside ? rounded(weights.w[c * weights.k + i]) : 0;
    }
  }
}

std::size_t row_bytes(std::size_t k) { return odd_lines(depth_of(k) * sizeof(std::uint16_t)); }

void convert(const RowConversion& job) {
  const std::size_t bytes = row_bytes(job.k);
  for (std::size_t r = 0; r < job.count; ++r) {
    const float* x = job.rows + r * job.stride;
    auto* out = reinterpret_cast<std::uint16_t*>(static_cast<std::uint8_t*>(job.out) + r * bytes);
    each(job.k, [&](std::size_t i, std::size_t lanes) {
      const __m256i halves =
          __builtin_bit_cast(__m256i, _mm512_cvtneps_pbh(V::load_some(x + i, lanes).r));
      const auto mask = static_cast<__mmask16>((1U << lanes) - 1U);
      _mm256_mask_storeu_epi16(out + i, mask, halves);
    });
    if (job.k % 2 != 0) {
      out[job.k] = 0;
    }
  }
}

void multiply(const Product& job) {
  const auto* bias = static_cast<const float*>(job.weights);
  const std::size_t columns = packed_columns(job.n);
  product_share<Bfloat16>({.a = static_cast<const std::uint16_t*>(job.a),
                           .a_stride = row_bytes(job.k) / sizeof(std::uint16_t),
                           .rows = job.rows,
                           .steps = depth_of(job.k) / 2,
                           .packed = reinterpret_cast<const std::uint16_t*>(bias + columns),
                           .n = job.n,
                           .bias = bias,
                           .residual = job.residual,
                           .residual_stride = job.residual_stride,
                           .out = job.out,
                           .out_stride = job.out_stride,
                           .gelu = job.gelu},
                          job.share);
}

bool runs_here() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512bf16") != 0;
}

}  // namespace

constinit const Precision avx512_bf16 = {
    .name = "bf16",
    .isa = "avx512",
    .layout = "avx512-bf16-1",
    .runs_here = runs_here,
    .packed_bytes = packed_bytes,
    .scales = nullptr,
    .weight_most = 0,
    .sum_most = 0,
    .sum_of = nullptr,
    .pack = pack_bf16,
    .row_bytes = row_bytes,
    .convert = convert,
    .multiply = multiply,
    .finer = nullptr,
    .spin_multiply_adds = product_spin<Bfloat16>,
    .multiply_adds_per_round = kSpinChains * V::lanes * Bfloat16::kGroup,
};

}  // namespace cognate::simd
