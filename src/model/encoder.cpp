#include "model/encoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/check.h"

namespace cognate::model {
namespace {

// Rows are a cache line longer than they need be: with row lengths that are large powers of two
// times three, the twelve rows of a tile would fall into the same few sets of the first cache.
constexpr std::size_t kRowPad = 16;

std::size_t stride_of(std::size_t n) { return (n + kRowPad - 1) / kRowPad * kRowPad + kRowPad; }

// The feed-forward pair runs over this many tokens at a time, so that its wide middle stays in the
// second cache between the two products. Measured; docs/decisions says how.
constexpr std::size_t kFeedForwardTokens = 96;

template <class T>
void reserve(Buffer<T>& buffer, std::size_t size) {
  if (buffer.size() < size) {
    buffer = Buffer<T>(size);
  }
}

}  // namespace

void Encoder::grow(Workspace& workspace, const TokenBatch& batch) const {
  const std::size_t tokens = batch.ids.size();
  std::size_t longest = 0;
  for (std::size_t s = 0; s < batch.sequences(); ++s) {
    longest = std::max(longest, batch.ends[s] - batch.begin(s));
  }
  reserve(workspace.hidden, tokens * stride_of(config_.hidden));
  reserve(workspace.qkv, tokens * stride_of(3 * config_.hidden));
  reserve(workspace.context, tokens * stride_of(config_.hidden));
  reserve(workspace.inner, std::min(tokens, kFeedForwardTokens) * stride_of(config_.intermediate));
  const std::size_t wide = simd::matrix_precision(*precision_, config_.hidden, config_.intermediate)
                               .row_bytes(config_.intermediate);
  const std::size_t converted = std::max(tokens * precision_->row_bytes(config_.hidden),
                                         std::min(tokens, kFeedForwardTokens) * wide);
  reserve(workspace.converted, converted);
  reserve(workspace.scratch, kernels_->attention_floats(longest, config_.head_size()));
}

void Encoder::apply(const Linear& linear, const float* rows, std::size_t stride, simd::Product job,
                    Workspace& workspace) const {
  if (workspace.log != nullptr) {
    std::vector<float>& seen = (*workspace.log)[linear.index];
    for (std::size_t r = 0; r < job.rows; ++r) {
      seen.insert(seen.end(), rows + r * stride, rows + r * stride + linear.k);
    }
  }
  job.a = rows;
  job.a_stride = stride;
  job.weights = linear.block;
  job.n = linear.n;
  job.k = linear.k;
  if (linear.precision->convert != nullptr) {
    linear.precision->convert({.rows = rows,
                               .stride = stride,
                               .count = job.rows,
                               .n = linear.n,
                               .k = linear.k,
                               .weights = job.weights,
                               .out = workspace.converted.data()});
    job.a = workspace.converted.data();
  }
  linear.precision->multiply(job);
}

void Encoder::normalize_rows(const Norm& norm, float* rows, std::size_t count) const {
  kernels_->layer_norm({.rows = rows,
                        .stride = stride_of(config_.hidden),
                        .count = count,
                        .n = config_.hidden,
                        .gamma = norm.gamma,
                        .beta = norm.beta,
                        .epsilon = config_.layer_norm_epsilon});
}

void Encoder::embed_tokens(const TokenBatch& batch, Workspace& workspace) const {
  const std::size_t hidden = config_.hidden;
  for (std::size_t s = 0; s < batch.sequences(); ++s) {
    for (std::size_t t = batch.begin(s); t < batch.ends[s]; ++t) {
      float* row = workspace.hidden.data() + t * stride_of(hidden);
      std::memcpy(row, words_.row(batch.ids[t]), hidden * sizeof(float));
      kernels_->add(row, types_, hidden);  // every token of a text is of type 0
      kernels_->add(row, positions_ + (t - batch.begin(s)) * hidden, hidden);
    }
  }
  normalize_rows(embedding_norm_, workspace.hidden.data(), batch.ids.size());
}

void Encoder::run_layer(const Layer& layer, const TokenBatch& batch, Workspace& workspace) const {
  const std::size_t tokens = batch.ids.size();
  const std::size_t wide = stride_of(3 * config_.hidden);
  const std::size_t stride = stride_of(config_.hidden);
  apply(layer.qkv, workspace.hidden.data(), stride,
        {.rows = tokens, .out = workspace.qkv.data(), .out_stride = wide}, workspace);
  for (std::size_t s = 0; s < batch.sequences(); ++s) {
    kernels_->attention({.qkv = workspace.qkv.data() + batch.begin(s) * wide,
                         .qkv_stride = wide,
                         .tokens = batch.ends[s] - batch.begin(s),
                         .heads = config_.heads,
                         .head_size = config_.head_size(),
                         .out = workspace.context.data() + batch.begin(s) * stride,
                         .out_stride = stride,
                         .scratch = workspace.scratch.data()});
  }
  apply(layer.attention_out, workspace.context.data(), stride,
        {.rows = tokens,
         .residual = workspace.hidden.data(),
         .residual_stride = stride,
         .out = workspace.hidden.data(),
         .out_stride = stride},
        workspace);
  normalize_rows(layer.attention_norm, workspace.hidden.data(), tokens);
  feed_forward(layer, tokens, workspace);
}

void Encoder::feed_forward(const Layer& layer, std::size_t tokens, Workspace& workspace) const {
  const std::size_t stride = stride_of(config_.hidden);
  const std::size_t wide = stride_of(config_.intermediate);
  for (std::size_t first = 0; first < tokens; first += kFeedForwardTokens) {
    const std::size_t rows = std::min(kFeedForwardTokens, tokens - first);
    float* hidden = workspace.hidden.data() + first * stride;
    apply(layer.inner, hidden, stride,
          {.rows = rows, .out = workspace.inner.data(), .out_stride = wide, .gelu = true},
          workspace);
    apply(layer.outer, workspace.inner.data(), wide,
          {.rows = rows,
           .residual = hidden,
           .residual_stride = stride,
           .out = hidden,
           .out_stride = stride},
          workspace);
    normalize_rows(layer.outer_norm, hidden, rows);
  }
}

void Encoder::pool(const float* rows, std::size_t count, float* out) const {
  const std::size_t hidden = config_.hidden;
  std::memcpy(out, rows, hidden * sizeof(float));
  if (config_.pooling == Pooling::mean) {
    for (std::size_t t = 1; t < count; ++t) {
      kernels_->add(out, rows + t * stride_of(hidden), hidden);
    }
  }
  double scale = config_.pooling == Pooling::mean ? 1.0 / static_cast<double>(count) : 1.0;
  if (config_.normalize) {
    const double length = scale * std::sqrt(double{kernels_->dot(out, out, hidden)});
    scale /= std::max(length, 1e-12);
  }
  for (std::size_t i = 0; i < hidden; ++i) {
    out[i] = static_cast<float>(out[i] * scale);
  }
}

std::size_t Encoder::elements(std::size_t linear) const {
  const Layer& layer = layers_[linear / 4];
  const Linear* const four[] = {&layer.qkv, &layer.attention_out, &layer.inner, &layer.outer};
  return four[linear % 4]->k;
}

void Encoder::observe(const TokenBatch& batch, RowLog& log) const {
  log.assign(linears(), {});
  Workspace workspace;
  workspace.log = &log;
  std::vector<float> vectors(batch.sequences() * config_.hidden);
  std::vector<float*> out;
  for (std::size_t s = 0; s < batch.sequences(); ++s) {
    out.push_back(vectors.data() + s * config_.hidden);
  }
  CHECK(encode(batch, workspace, out), "a model that was just packed is whole");
}

Status Encoder::encode(const TokenBatch& batch, Workspace& workspace,
                       std::span<float* const> out) const {
  TRY_OK(words_.check(batch.ids));
  grow(workspace, batch);
  embed_tokens(batch, workspace);
  for (const Layer& layer : layers_) {
    run_layer(layer, batch, workspace);
  }
  for (std::size_t s = 0; s < batch.sequences(); ++s) {
    const std::size_t begin = batch.begin(s);
    pool(workspace.hidden.data() + begin * stride_of(config_.hidden), batch.ends[s] - begin,
         out[s]);
  }
  return ok();
}

}  // namespace cognate::model
