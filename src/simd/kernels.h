#pragma once
// The arithmetic of the program, once for each instruction set: a table of plain functions.
//
// `kernels()` is the best table this processor runs, chosen once; the environment variable
// COGNATE_ISA (scalar, avx2, avx512) forces one. Bodies are written once (*.inl) over a small
// vector type that each ISA file defines. All functions are pure on their arguments and may be
// called from any thread.
//
// float32 matrices are row-major with a stride in floats. Every result row depends only on its own
// input row (in attention: its own sequence) and is reduced in a fixed order, so a text's bits
// never depend on what stands beside it in a batch.

#include <cstddef>
#include <cstdint>

namespace cognate::simd {

/// out[r][c] = act(sum over i of a[r][i] * w[c][i] + bias[c]) + residual[r][c], r < rows, c < n.
struct Gemm {
  const float* a = nullptr;  ///< rows x k
  std::size_t a_stride = 0;
  std::size_t rows = 0;
  std::size_t k = 0;
  const float* packed = nullptr;  ///< w [n][k] in the form that pack() made
  std::size_t n = 0;
  const float* bias = nullptr;      ///< packed_columns(n) floats, or null
  const float* residual = nullptr;  ///< rows x n, or null
  std::size_t residual_stride = 0;
  float* out = nullptr;  ///< rows x n; may be the residual, never `a`
  std::size_t out_stride = 0;
  bool gelu = false;  ///< act is x/2 (1 + erf(x/sqrt 2)), else the identity
};

/// Softmax attention of one sequence, all heads. q, k, v are columns of `qkv` [tokens][stride]:
/// head h of q begins at column h * head_size, k and v follow at hidden and 2 * hidden (hidden =
/// heads * head_size).
struct Attention {
  const float* qkv = nullptr;
  std::size_t qkv_stride = 0;
  std::size_t tokens = 0;
  std::size_t heads = 0;
  std::size_t head_size = 0;
  float* out = nullptr;  ///< [tokens][hidden]
  std::size_t out_stride = 0;
  float* scratch = nullptr;  ///< attention_floats(tokens, head_size) floats
};

/// In place: each row to mean 0, variance 1 (biased, epsilon inside the root), times gamma, plus
/// beta.
struct LayerNorm {
  float* rows = nullptr;
  std::size_t stride = 0;
  std::size_t count = 0;
  std::size_t n = 0;
  const float* gamma = nullptr;
  const float* beta = nullptr;
  float epsilon = 0;
};

struct Kernels {
  const char* name;
  bool (*runs_here)();

  /// Columns of a packed matrix: n rounded up to whole panels; packed_columns(1) is a panel's
  /// width.
  std::size_t (*packed_columns)(std::size_t n);
  /// Rewrites panels [first, last) of w [n][k] row-major for gemm.
  void (*pack)(const float* w, std::size_t n, std::size_t k, std::size_t first, std::size_t last,
               float* packed);
  void (*gemm)(const Gemm& job);
  std::size_t (*attention_floats)(std::size_t tokens, std::size_t head_size);
  void (*attention)(const Attention& job);
  void (*layer_norm)(const LayerNorm& job);
  /// out[i] += row[i], i < n.
  void (*add)(float* out, const float* row, std::size_t n);
  /// out[i] = erf-GELU of in[i], i < n.
  void (*gelu)(const float* in, std::size_t n, float* out);
  /// In place: e^(x[i] - max) over their sum, i < n. REQUIRES: n >= 1.
  void (*softmax)(float* x, std::size_t n);
  float (*dot)(const float* a, const float* b, std::size_t n);
  /// Runs `rounds` times multiply_adds_per_round fused multiply-adds on registers alone; the sum
  /// keeps the compiler honest. What it reaches is the ceiling that benchmarks quote.
  float (*spin_multiply_adds)(std::size_t rounds);
  std::size_t multiply_adds_per_round;
};

/// The product of quantized rows and weights: Gemm, but with a[r][i] = row_scale[r] * (q -
/// row_zero[r]) and w[c][i] = column_scale[c] * q. Sums are exact integers, so the bits are the
/// same wherever the same precision runs.
struct QuickGemm {
  const void* a = nullptr;  ///< what quantize() wrote
  std::size_t a_stride = 0;
  std::size_t rows = 0;
  std::size_t k = 0;
  const void* packed = nullptr;  ///< what pack() wrote
  std::size_t n = 0;
  const float* row_scale = nullptr;
  const std::int32_t* row_zero = nullptr;
  const float* column_scale = nullptr;       ///< packed_columns(n)
  const std::int32_t* column_sum = nullptr;  ///< packed_columns(n): sum of q over k
  const float* bias = nullptr;               ///< and so on: as in Gemm
  const float* residual = nullptr;
  std::size_t residual_stride = 0;
  float* out = nullptr;
  std::size_t out_stride = 0;
  bool gelu = false;
};

/// Rows of floats to integers, a scale and a zero point a row.
struct QuantizeRows {
  const float* rows = nullptr;
  std::size_t stride = 0;
  std::size_t count = 0;
  std::size_t n = 0;
  void* out = nullptr;         ///< count rows of out_stride bytes
  std::size_t out_stride = 0;  ///< row_bytes(n) or more
  float* row_scale = nullptr;
  std::int32_t* row_zero = nullptr;
};

/// Where packed weights go: packed_bytes(n, k) bytes, and packed_columns(n) scales and sums.
struct PackedInt8 {
  void* packed = nullptr;
  float* column_scale = nullptr;
  std::int32_t* column_sum = nullptr;
};

/// A quick precision: quantized products, everything else as in float32.
struct QuickKernels {
  const char* precision;  ///< "int8"
  const char* isa;        ///< the Kernels it goes with
  bool (*runs_here)();
  std::size_t (*packed_columns)(std::size_t n);
  std::size_t (*packed_bytes)(std::size_t n, std::size_t k);
  std::size_t (*row_bytes)(std::size_t k);
  void (*pack)(const float* w, std::size_t n, std::size_t k, std::size_t first, std::size_t last,
               const PackedInt8& out);
  void (*quantize)(const QuantizeRows& job);
  void (*gemm)(const QuickGemm& job);
};

/// The quick precision that goes with kernels(), or null where this processor has none.
const QuickKernels* quick_kernels() noexcept;

/// The table in use. The first call chooses; an unknown or unusable COGNATE_ISA leaves the best one
/// chosen and is told by forced_isa_problem().
const Kernels& kernels() noexcept;

/// Empty, or in words why COGNATE_ISA could not be honoured.
const char* forced_isa_problem() noexcept;

/// Every table of this build, best first, then nullptr; ask runs_here() before calling into one.
const Kernels* const* all_kernels() noexcept;

}  // namespace cognate::simd
