#include "model/encoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/check.h"
#include "base/crew.h"
#include "base/error.h"

namespace cognate::model {
namespace {

// Rows are a cache line longer than they need be: with row lengths that are large powers of two
// times three, the twelve rows of a tile would fall into the same few sets of the first cache.
constexpr std::size_t kRowPad = 16;

std::size_t stride_of(std::size_t n) { return (n + kRowPad - 1) / kRowPad * kRowPad + kRowPad; }

// The feed-forward pair runs over this many tokens at a time, so that its wide middle stays in the
// second cache between the two products. Measured; docs/decisions says how.
constexpr std::size_t kFeedForwardTokens = 96;

// Fewer rows are normed or converted sooner than a part of them is handed over.
constexpr std::size_t kRowsWorthSharing = 16;

/// False when there is not so much memory.
template <class T>
bool reserve(Buffer<T>& buffer, std::size_t size) {
  if (buffer.size() < size) {
    buffer = {};  // first, so that both never take memory at once
    buffer = Buffer<T>::attempt(size);
  }
  return buffer.size() >= size;
}

}  // namespace

Status Encoder::grow(Workspace& workspace, const TokenBatch& batch, std::size_t shares) const {
  const std::size_t tokens = batch.ids.size();
  std::size_t longest = 0;
  for (std::size_t s = 0; s < batch.sequences(); ++s) {
    longest = std::max(longest, batch.ends[s] - batch.begin(s));
  }
  const std::size_t stride = stride_of(config_.hidden);
  const std::size_t chunk = std::min(tokens, kFeedForwardTokens);
  const std::size_t wide = simd::matrix_precision(*precision_, config_.hidden, config_.intermediate)
                               .row_bytes(config_.intermediate);
  const std::size_t converted =
      std::max(tokens * precision_->row_bytes(config_.hidden), chunk * wide);
  const std::size_t scratch = shares * kernels_->attention_floats(longest, config_.head_size());
  const bool room = reserve(workspace.hidden, tokens * stride) &&
                    reserve(workspace.qkv, tokens * stride_of(3 * config_.hidden)) &&
                    reserve(workspace.context, tokens * stride) &&
                    reserve(workspace.inner, chunk * stride_of(config_.intermediate)) &&
                    reserve(workspace.converted, converted) && reserve(workspace.scratch, scratch);
  return room ? ok()
              : Status(fail(Code::unavailable,
                            "out of memory: there is no room to encode {} tokens at once", tokens));
}

/// One batch's way through the network. The crew shares the steps that are worth it: products by
/// columns, attention by heads, the rest by rows. No division changes a sum, so the bits are the
/// same for every number of members.
class Encoder::Pass {
 public:
  Pass(const Encoder& encoder, const TokenBatch& batch, Workspace& workspace, Crew& crew)
      : encoder_(encoder),
        config_(encoder.config_),
        kernels_(*encoder.kernels_),
        batch_(batch),
        workspace_(workspace),
        crew_(crew),
        tokens_(batch.ids.size()),
        stride_(stride_of(config_.hidden)) {}

  void run(std::span<float* const> out) {
    embed_tokens();
    for (const Layer& layer : encoder_.layers_) {
      attend(layer);
      feed_forward(layer);
    }
    for (std::size_t s = 0; s < batch_.sequences(); ++s) {
      const std::size_t begin = batch_.begin(s);
      pool(workspace_.hidden.data() + begin * stride_, batch_.ends[s] - begin, out[s]);
    }
  }

 private:
  /// Calls step(first, rows) for parts of the rows: in one go where they are few.
  template <class Step>
  void each_rows(std::size_t count, const Step& step) {
    const std::size_t parts = std::clamp<std::size_t>(count / kRowsWorthSharing, 1, parts_max());
    crew_.run(parts, [&](std::size_t part) {
      const std::size_t first = count * part / parts;
      step(first, count * (part + 1) / parts - first);
    });
  }

  /// Two parts a member, so that one who comes late still finds some.
  std::size_t parts_max() const { return crew_.members() == 1 ? 1 : 2 * crew_.members(); }

  void embed_tokens() {
    const std::size_t hidden = config_.hidden;
    for (std::size_t s = 0; s < batch_.sequences(); ++s) {
      for (std::size_t t = batch_.begin(s); t < batch_.ends[s]; ++t) {
        float* row = workspace_.hidden.data() + t * stride_;
        std::memcpy(row, encoder_.words_.row(batch_.ids[t]), hidden * sizeof(float));
        kernels_.add(row, encoder_.types_, hidden);  // every token of a text is of type 0
        kernels_.add(row, encoder_.positions_ + (t - batch_.begin(s)) * hidden, hidden);
      }
    }
    normalize_rows(encoder_.embedding_norm_, workspace_.hidden.data(), tokens_);
  }

  void normalize_rows(const Norm& norm, float* rows, std::size_t count) {
    each_rows(count, [&](std::size_t first, std::size_t part) {
      kernels_.layer_norm({.rows = rows + first * stride_,
                           .stride = stride_,
                           .count = part,
                           .n = config_.hidden,
                           .gamma = norm.gamma,
                           .beta = norm.beta,
                           .epsilon = config_.layer_norm_epsilon});
    });
  }

  void apply(const Linear& linear, const float* rows, std::size_t stride, simd::Product job) {
    log(linear, rows, stride, job.rows);
    job.a = rows;
    job.a_stride = stride;
    job.weights = linear.block;
    job.n = linear.n;
    job.k = linear.k;
    if (linear.precision->convert != nullptr) {
      const std::size_t row_bytes = linear.precision->row_bytes(linear.k);
      each_rows(job.rows, [&](std::size_t first, std::size_t count) {
        linear.precision->convert({.rows = rows + first * stride,
                                   .stride = stride,
                                   .count = count,
                                   .n = linear.n,
                                   .k = linear.k,
                                   .weights = linear.block,
                                   .out = workspace_.converted.data() + first * row_bytes});
      });
      job.a = workspace_.converted.data();
    }
    const std::size_t parts = parts_max();
    crew_.run(parts, [&](std::size_t part) {
      simd::Product share = job;
      share.share = {part, parts};
      linear.precision->multiply(share);
    });
  }

  void log(const Linear& linear, const float* rows, std::size_t stride, std::size_t count) {
    if (workspace_.log != nullptr) {
      std::vector<float>& seen = (*workspace_.log)[linear.index];
      for (std::size_t r = 0; r < count; ++r) {
        seen.insert(seen.end(), rows + r * stride, rows + r * stride + linear.k);
      }
    }
  }

  void attend(const Layer& layer) {
    const std::size_t wide = stride_of(3 * config_.hidden);
    apply(layer.qkv, workspace_.hidden.data(), stride_,
          {.rows = tokens_, .out = workspace_.qkv.data(), .out_stride = wide});
    const std::size_t parts = parts_max();
    const std::size_t scratch = workspace_.scratch.size() / parts;
    for (std::size_t s = 0; s < batch_.sequences(); ++s) {
      crew_.run(parts, [&](std::size_t part) {
        kernels_.attention({.qkv = workspace_.qkv.data() + batch_.begin(s) * wide,
                            .qkv_stride = wide,
                            .tokens = batch_.ends[s] - batch_.begin(s),
                            .heads = config_.heads,
                            .head_size = config_.head_size(),
                            .share = {part, parts},
                            .out = workspace_.context.data() + batch_.begin(s) * stride_,
                            .out_stride = stride_,
                            .scratch = workspace_.scratch.data() + part * scratch});
      });
    }
    apply(layer.attention_out, workspace_.context.data(), stride_,
          {.rows = tokens_,
           .residual = workspace_.hidden.data(),
           .residual_stride = stride_,
           .out = workspace_.hidden.data(),
           .out_stride = stride_});
    normalize_rows(layer.attention_norm, workspace_.hidden.data(), tokens_);
  }

  void feed_forward(const Layer& layer) {
    const std::size_t wide = stride_of(config_.intermediate);
    for (std::size_t first = 0; first < tokens_; first += kFeedForwardTokens) {
      const std::size_t rows = std::min(kFeedForwardTokens, tokens_ - first);
      float* hidden = workspace_.hidden.data() + first * stride_;
      apply(layer.inner, hidden, stride_,
            {.rows = rows, .out = workspace_.inner.data(), .out_stride = wide, .gelu = true});
      apply(layer.outer, workspace_.inner.data(), wide,
            {.rows = rows,
             .residual = hidden,
             .residual_stride = stride_,
             .out = hidden,
             .out_stride = stride_});
      normalize_rows(layer.outer_norm, hidden, rows);
    }
  }

  void pool(const float* rows, std::size_t count, float* out) const {
    const std::size_t hidden = config_.hidden;
    if (batch_.left_out >= count && config_.pooling == Pooling::mean) {
      std::fill_n(out, hidden, 0.0F);  // the mean of no token, as sentence-transformers has it
      return;
    }
    const std::size_t first = batch_.left_out < count ? batch_.left_out : 0;
    rows += first * stride_;
    count -= first;
    std::memcpy(out, rows, hidden * sizeof(float));
    if (config_.pooling == Pooling::mean) {
      for (std::size_t t = 1; t < count; ++t) {
        kernels_.add(out, rows + t * stride_, hidden);
      }
    }
    double scale = config_.pooling == Pooling::mean ? 1.0 / static_cast<double>(count) : 1.0;
    if (config_.normalize) {
      const double length = scale * std::sqrt(double{kernels_.dot(out, out, hidden)});
      scale /= std::max(length, 1e-12);
    }
    for (std::size_t i = 0; i < hidden; ++i) {
      out[i] = static_cast<float>(out[i] * scale);
    }
  }

  const Encoder& encoder_;
  const ModelConfig& config_;
  const simd::Kernels& kernels_;
  const TokenBatch& batch_;
  Workspace& workspace_;
  Crew& crew_;
  std::size_t tokens_;
  std::size_t stride_;
};

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
  TRY_OK(grow(workspace, batch, 1));
  Crew alone;
  Pass(*this, batch, workspace, alone).run(out);
  return ok();
}

Status Encoder::encode(const TokenBatch& batch, Workspace& workspace, std::span<float* const> out,
                       ThreadPool& pool) const {
  TRY_OK(words_.check(batch.ids));
  TRY_OK(grow(workspace, batch, 2 * pool.size()));
  Crew::work(pool, [&](Crew& crew) { Pass(*this, batch, workspace, crew).run(out); });
  return ok();
}

}  // namespace cognate::model
