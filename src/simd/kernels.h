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

/// The table in use. The first call chooses; an unknown or unusable COGNATE_ISA leaves the best one
/// chosen and is told by forced_isa_problem().
const Kernels& kernels() noexcept;

/// Empty, or in words why COGNATE_ISA could not be honoured.
const char* forced_isa_problem() noexcept;

/// Every table of this build, best first, then nullptr; ask runs_here() before calling into one.
const Kernels* const* all_kernels() noexcept;

}  // namespace cognate::simd
