#pragma once
// The BERT encoder: token ids in, one vector a sequence out (Devlin et al. 2019;
// post-norm, erf-GELU, absolute positions).
//
// Sequences are packed one behind the other, without padding: every matrix product runs over
// exactly the tokens there are, attention runs sequence by sequence. Weights are used where they
// lie in a packed file. Immutable after load; encode may be called from many threads, each with its
// own Workspace.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "cognate/result.h"
#include "model/buffer.h"
#include "model/config.h"
#include "model/packed_file.h"
#include "simd/kernels.h"

namespace cognate::model {

/// Sequences in one row of tokens: sequence s is ids[ends[s-1] .. ends[s]).
struct TokenBatch {
  std::vector<std::uint32_t> ids;
  std::vector<std::size_t> ends;
  std::size_t left_out = 0;  // tokens at the front of each sequence that the pooling leaves out

  std::size_t sequences() const noexcept { return ends.size(); }
  std::size_t begin(std::size_t s) const { return s == 0 ? 0 : ends[s - 1]; }
  void clear() {
    ids.clear();
    ends.clear();
    left_out = 0;
  }
};

/// The rows that met each matrix, in order: [linear][rows * k].
using RowLog = std::vector<std::vector<float>>;

/// Activations of one thread: grown to the largest batch it has seen, then flat.
struct Workspace {
  FloatBuffer hidden;
  FloatBuffer qkv;
  FloatBuffer context;
  FloatBuffer inner;
  FloatBuffer scratch;
  RowLog* log = nullptr;  ///< receives the rows of every product; null but when calibrating
  ByteBuffer converted;   // rows in the form of the precision
};

class Encoder {
 public:
  /// Over the sections of `file`, which lives inside. The dense products run in `precision`, all
  /// else in float32. Error corrupt: a section is missing or of another size than `config` says.
  static Result<Encoder> load(PackedFile file, const ModelConfig& config,
                              const simd::Kernels& kernels, const simd::Precision& precision);

  const ModelConfig& config() const noexcept { return config_; }
  const PackedFile& file() const noexcept { return file_; }

  /// out[s] receives the pooled (and normalised, where the model says so) vector of sequence s,
  /// hidden floats. Errors: corrupt (the rows of a token in the packed file are not what was
  /// written), unavailable (no memory for the activations; the workspace stays usable).
  /// REQUIRES: every id < vocabulary, every sequence 1 to `positions` tokens long.
  Status encode(const TokenBatch& batch, Workspace& workspace, std::span<float* const> out) const;
  /// The same by all threads of the pool together: for a batch too small to be cut. Same bits.
  Status encode(const TokenBatch& batch, Workspace& workspace, std::span<float* const> out,
                ThreadPool& pool) const;

  /// The matrices, four a layer (query/key/value, attention out, inner, outer), and how many
  /// elements their rows have.
  std::size_t linears() const noexcept { return 4 * layers_.size(); }
  std::size_t elements(std::size_t linear) const;
  /// Encodes, and keeps the rows that meet each matrix.
  void observe(const TokenBatch& batch, RowLog& log) const;

 private:
  struct Linear {
    const std::byte* block = nullptr;  // what simd::Precision::pack wrote
    const simd::Precision* precision = nullptr;
    std::size_t index = 0;  // among linears()
    std::size_t n = 0;
    std::size_t k = 0;
  };
  struct Norm {
    const float* gamma = nullptr;
    const float* beta = nullptr;
  };
  struct Layer {
    Linear qkv;
    Linear attention_out;
    Norm attention_norm;
    Linear inner;
    Linear outer;
    Norm outer_norm;
  };
  class Loader;

  Encoder() = default;
  class Pass;
  Status grow(Workspace& workspace, const TokenBatch& batch, std::size_t shares) const;

  PackedFile file_;
  ModelConfig config_;
  const simd::Kernels* kernels_ = nullptr;
  const simd::Precision* precision_ = nullptr;
  CheckedRows words_;
  const float* positions_ = nullptr;
  const float* types_ = nullptr;
  Norm embedding_norm_;
  std::vector<Layer> layers_;
};

}  // namespace cognate::model
