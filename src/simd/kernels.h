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

/// One of several equal parts of a piece of work.
struct Share {
  std::size_t part = 0;
  std::size_t parts = 1;
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
  Share share = {};      ///< of the heads
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
  /// out[i] += factor * row[i], i < n.
  void (*add_scaled)(float* out, const float* row, float factor, std::size_t n);
  float (*dot)(const float* a, const float* b, std::size_t n);
  /// Runs `rounds` times multiply_adds_per_round fused multiply-adds on registers alone; the sum
  /// keeps the compiler honest. What it reaches is the ceiling that benchmarks quote.
  float (*spin_multiply_adds)(std::size_t rounds);
  std::size_t multiply_adds_per_round;
};

/// The weights of one layer, to be packed. `factor`, `copied` and `scale` are what
/// model/calibration.h finds; without them the plain rule holds (1, none, largest weight / range).
struct Weights {
  const float* w = nullptr;  ///< [n][k], finite
  std::size_t n = 0;
  std::size_t k = 0;
  const float* bias = nullptr;    ///< n
  const float* factor = nullptr;  ///< k, above 0: rows are multiplied by it before they are rounded
  const std::uint16_t* copied = nullptr;  ///< elements of a row that enter the product once more
  std::size_t copies = 0;                 ///< at most kCopiesMax; their weights are not rescaled
  const float* scale = nullptr;           ///< n, above 0: of one step of each channel's weights
};
inline constexpr std::size_t kCopiesMax = 64;

/// Rows of floats to the form that a precision multiplies.
struct RowConversion {
  const float* rows = nullptr;
  std::size_t stride = 0;
  std::size_t count = 0;
  std::size_t n = 0;  ///< of the layer
  std::size_t k = 0;
  const void* weights = nullptr;  ///< the layer's block, which pack() wrote
  void* out = nullptr;            ///< count times row_bytes(k) bytes, aligned to a cache line
};

/// out[r][c] = act(sum over i of a[r][i] * w[c][i] + bias[c]) + residual[r][c], r < rows, c < n:
/// one layer of the network in some precision.
struct Product {
  const void* a = nullptr;   ///< what convert() wrote; where row_bytes() is 0, floats
  std::size_t a_stride = 0;  ///< of floats only
  std::size_t rows = 0;
  const void* weights = nullptr;  ///< the layer's block
  std::size_t n = 0;
  std::size_t k = 0;
  const float* residual = nullptr;  ///< rows x n, or null
  std::size_t residual_stride = 0;
  float* out = nullptr;  ///< rows x n; may be the residual, never `a`
  std::size_t out_stride = 0;
  /// act is x/2 (1 + erf(x/sqrt 2)), in other precisions than f32 within 5e-5 of it (of |x| above
  /// 1), else the identity
  bool gelu = false;
  Share share = {};  ///< of the columns: threads may divide a product among them
};

/// A precision of the network's dense products; everything else is float32. The weights, scales and
/// bias of a layer are one block of bytes, aligned to a cache line, that holds no pointer: it may
/// be written to a file and mapped. Integer sums are exact, so they are the same wherever the same
/// layout runs; a row's result never depends on the rows beside it.
struct Precision {
  const char* name;    ///< "f32", "bf16", "int16", "int8"
  const char* isa;     ///< the least Kernels it goes with
  const char* layout;  ///< names the form of the block, version included: "avx2-int8-1"
  bool (*runs_here)();
  std::size_t (*packed_bytes)(std::size_t n, std::size_t k);
  /// The finest step of each channel's weights that this arithmetic can hold; null where weights
  /// are not rounded to steps.
  void (*scales)(const Weights& weights, float* scale);
  float weight_most;  ///< steps either way, where there are steps
  /// Where sum_of is not null: weights of a channel with one sign and the same sum_of(element) add
  /// up to sum_most steps at most; pack() cuts what is above.
  float sum_most;
  std::size_t (*sum_of)(std::size_t element);
  void (*pack)(const Weights& weights, void* block);
  std::size_t (*row_bytes)(std::size_t k);  ///< of a converted row; 0: floats are taken as they are
  void (*convert)(const RowConversion& job);
  void (*multiply)(const Product& job);
  /// The precision that matrices with k > n take instead (the second of the feed-forward pair,
  /// whose rows lose most by rounding), or null: the same.
  const Precision* finer;
  /// As Kernels::spin_multiply_adds, with the multiply-adds of this precision.
  float (*spin_multiply_adds)(std::size_t rounds);
  std::size_t multiply_adds_per_round;
};

/// What a matrix w [n][k] is packed for and multiplied in.
inline const Precision& matrix_precision(const Precision& precision, std::size_t n,
                                         std::size_t k) noexcept {
  return k > n && precision.finer != nullptr ? *precision.finer : precision;
}

/// Every precision that runs here with kernels(): the exact "f32" first, the others quickest first;
/// then nullptr.
const Precision* const* precisions() noexcept;

/// The precision of this name, or the quickest one for "fast"; null where this processor has none.
const Precision* precision(const char* name) noexcept;

/// The table in use. The first call chooses; an unknown or unusable COGNATE_ISA leaves the best one
/// chosen and is told by forced_isa_problem().
const Kernels& kernels() noexcept;

/// Empty, or in words why COGNATE_ISA could not be honoured.
const char* forced_isa_problem() noexcept;

/// Every table of this build, best first, then nullptr; ask runs_here() before calling into one.
const Kernels* const* all_kernels() noexcept;

}  // namespace cognate::simd
