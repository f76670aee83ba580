#include "model/pack_model.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "base/limits.h"
#include "model/calibration.h"
#include "model/encoder.h"

namespace cognate::model {
namespace {

// To be raised when what is packed changes though the kernels' layout does not.
constexpr std::uint64_t kPackingVersion = 3;
// Weights of so many steps either way are rounded to the nearest: calibrating takes seconds and
// would make good what cannot be seen.
constexpr float kFineStepsLeast = 512;

using Shape = std::vector<std::uint64_t>;

/// Where the first NaN or infinity is; `count` when there is none.
std::size_t first_not_finite(const float* values, std::size_t count) {
  constexpr std::size_t kBlock = 1024;
  constexpr std::uint32_t kExponent = 0x7F800000;
  const auto is_bad = [](float value) {
    return (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent;
  };
  for (std::size_t at = 0; at < count; at += kBlock) {
    const std::size_t end = std::min(count, at + kBlock);
    bool bad = false;
    for (std::size_t i = at; i < end; ++i) {
      bad |= is_bad(values[i]);  // no branch: the compiler takes many at once
    }
    if (bad) {
      return static_cast<std::size_t>(std::find_if(values + at, values + end, is_bad) - values);
    }
  }
  return count;
}

/// Checks names and shapes while it collects what is to be done, then does it in parallel.
class Packer {
 public:
  /// `calibration` is null where the precision needs none.
  Packer(const Checkpoint& checkpoint, const simd::Precision& precision,
         const Calibration* calibration)
      : tensors_(checkpoint.tensors),
        config_(checkpoint.config),
        precision_(precision),
        calibration_(calibration) {
    prefix_ = tensors_.find("bert.embeddings.word_embeddings.weight") != nullptr ? "bert." : "";
  }

  Status add_embeddings() {
    const std::string from = "embeddings.";
    const std::uint64_t row_bytes = config_.hidden * sizeof(float);
    const std::uint64_t block_rows =
        std::max<std::uint64_t>(1, limits::kPackedBlockBytesMax / row_bytes);
    TRY_OK(add_copy("words", from + "word_embeddings.weight", {config_.vocabulary, config_.hidden},
                    static_cast<std::uint32_t>(block_rows * row_bytes)));
    TRY_OK(add_copy("positions", from + "position_embeddings.weight",
                    {config_.positions, config_.hidden}));
    TRY_OK(add_copy("types", from + "token_type_embeddings.weight",
                    {config_.token_types, config_.hidden}));
    return add_norm("embedding_norm", from + "LayerNorm");
  }

  Status add_layer(std::size_t index) {
    const std::string to = fmt::format("layer.{}.", index);
    const std::string from = fmt::format("encoder.layer.{}.", index);
    const std::string self = from + "attention.self.";
    const std::size_t hidden = config_.hidden;
    const std::size_t inner = config_.intermediate;
    TRY_OK(
        add_linear(to + "qkv", {self + "query", self + "key", self + "value"}, 3 * hidden, hidden));
    TRY_OK(add_linear(to + "attention_out", {from + "attention.output.dense"}, hidden, hidden));
    TRY_OK(add_linear(to + "inner", {from + "intermediate.dense"}, inner, hidden));
    TRY_OK(add_linear(to + "outer", {from + "output.dense"}, hidden, inner));
    TRY_OK(add_norm(to + "attention_norm", from + "attention.output.LayerNorm"));
    return add_norm(to + "outer_norm", from + "output.LayerNorm");
  }

  void add_bytes(const std::string& section, std::string bytes) {
    const std::size_t size = bytes.size();
    add({.name = section, .bytes = size}, [bytes = std::move(bytes)](std::span<std::byte> out) {
      std::memcpy(out.data(), bytes.data(), out.size());
    });
  }

  /// Error corrupt: a tensor that holds NaN or infinity.
  Status check_finite(ThreadPool& pool) const {
    std::vector<std::size_t> bad(used_.size());
    pool.parallel_for(used_.size(), [&](std::size_t item, std::size_t) {
      bad[item] = first_not_finite(used_[item].values, used_[item].count);
    });
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (bad[i] != used_[i].count) {
        return fail(Code::corrupt,
                    "tensor '{}' holds {} as its number {}: no vector could be computed with it",
                    used_[i].name, used_[i].values[bad[i]], bad[i]);
      }
    }
    return ok();
  }

  PackedImage pack(ThreadPool& pool) const {
    std::vector<SectionPlan> plans;
    for (const Job& job : jobs_) {
      plans.push_back(job.plan);
    }
    PackedImage image(std::move(plans));
    pool.parallel_for(jobs_.size(), [&](std::size_t item, std::size_t) {
      jobs_[item].fill(image.section(jobs_[item].plan.name));
    });
    return image;
  }

 private:
  using Fill = std::function<void(std::span<std::byte>)>;
  struct Job {
    SectionPlan plan;
    Fill fill;
  };
  struct Used {
    std::string name;
    const float* values;
    std::size_t count;
  };

  void add(SectionPlan plan, Fill fill) { jobs_.push_back({std::move(plan), std::move(fill)}); }

  const Tensor* find(const std::string& name) const {
    if (const Tensor* tensor = tensors_.find(prefix_ + name); tensor != nullptr) {
      return tensor;
    }
    // Checkpoints converted from TensorFlow call the parameters of LayerNorm gamma and beta.
    std::string old = prefix_ + name;
    for (const auto& [now, then] : {std::pair{"LayerNorm.weight", "LayerNorm.gamma"},
                                    std::pair{"LayerNorm.bias", "LayerNorm.beta"}}) {
      if (const std::size_t at = old.find(now); at != std::string::npos) {
        old.replace(at, std::strlen(now), then);
        return tensors_.find(old);
      }
    }
    return nullptr;
  }

  /// The floats of a tensor of exactly this shape; in the mapped file where it is aligned there.
  Result<const float*> floats(const std::string& name, const Shape& shape) {
    const Tensor* tensor = find(name);
    if (tensor == nullptr) {
      return fail(Code::corrupt, "tensor '{}{}' is missing", prefix_, name);
    }
    if (!holds_floats(*tensor)) {
      return fail(Code::unsupported, "tensor '{}{}' is {}; supported: F32, F16, BF16", prefix_,
                  name, tensor->dtype);
    }
    if (tensor->shape != shape) {
      return fail(Code::corrupt, "tensor '{}{}' has shape [{}], config.json needs [{}]", prefix_,
                  name, fmt::join(tensor->shape, ", "), fmt::join(shape, ", "));
    }
    const std::size_t count =
        std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
    const float* values = reinterpret_cast<const float*>(tensor->bytes.data());
    if (tensor->dtype != "F32" || reinterpret_cast<std::uintptr_t>(values) % alignof(float) != 0) {
      FloatBuffer& copy = copies_.emplace_back(count);
      copy_floats(*tensor, copy.data());
      values = copy.data();
    }
    used_.push_back({.name = prefix_ + name, .values = values, .count = count});
    return values;
  }

  Status add_copy(const std::string& section, const std::string& tensor, const Shape& shape,
                  std::uint32_t block_bytes = 0) {
    TRY(const float* values, floats(tensor, shape));
    add({.name = section, .bytes = used_.back().count * sizeof(float), .block_bytes = block_bytes},
        [values](std::span<std::byte> out) { std::memcpy(out.data(), values, out.size()); });
    return ok();
  }

  Status add_norm(const std::string& section, const std::string& tensor) {
    TRY_OK(add_copy(section + ".gamma", tensor + ".weight", {config_.hidden}));
    return add_copy(section + ".beta", tensor + ".bias", {config_.hidden});
  }

  /// One or more projections side by side (query, key, value) as one matrix of n rows in all.
  Status add_linear(const std::string& section, const std::vector<std::string>& tensors,
                    std::size_t n, std::size_t k) {
    const std::size_t part = n / tensors.size();
    std::vector<const float*> weights;
    std::vector<float> bias;
    for (const std::string& tensor : tensors) {
      TRY(const float* weight, floats(tensor + ".weight", {part, k}));
      TRY(const float* part_bias, floats(tensor + ".bias", {part}));
      weights.push_back(weight);
      bias.insert(bias.end(), part_bias, part_bias + part);
    }
    const simd::Precision& precision = simd::matrix_precision(precision_, n, k);
    const std::size_t index = linears_++;
    add({.name = section, .bytes = precision.packed_bytes(n, k)},
        [this, &precision, weights, bias, n, k, index](std::span<std::byte> out) {
          std::vector<float> joined;  // parts may share a panel
          for (const float* weight : weights) {
            joined.insert(joined.end(), weight, weight + n / weights.size() * k);
          }
          const simd::Weights matrix = {.w = joined.data(), .n = n, .k = k, .bias = bias.data()};
          if (calibration_ == nullptr) {
            precision.pack(matrix, out.data());
          } else {
            calibration_->pack(index, precision, matrix, joined.data(), out.data());
          }
        });
    return ok();
  }

  const SafeTensors& tensors_;
  const ModelConfig& config_;
  const simd::Precision& precision_;
  const Calibration* calibration_;
  std::size_t linears_ = 0;  // in the order in which Encoder counts them
  std::string prefix_;
  std::vector<FloatBuffer>
      copies_;  // tensors that were not aligned in the file, or of another type
  std::vector<Used> used_;
  std::vector<Job> jobs_;
};

Result<PackedImage> pack(const Checkpoint& checkpoint, const simd::Precision& precision,
                         const Calibration* calibration, const Hash128& source, ThreadPool& pool) {
  Packer packer(checkpoint, precision, calibration);
  TRY_OK(packer.add_embeddings());
  for (std::size_t i = 0; i < checkpoint.config.layers; ++i) {
    TRY_OK(packer.add_layer(i));
  }
  packer.add_bytes("tokenizer", checkpoint.tokenizer.to_bytes());
  TRY_OK(packer.check_finite(pool));
  PackedImage image = packer.pack(pool);
  image.seal({.source = source,
              .revision = checkpoint.tensors.fingerprint(),
              .layout = layout_mark(precision),
              .precision = precision.name,
              .isa = precision.isa},
             pool);
  return image;
}

/// What the rows of this model look like, by its exact encoder.
Result<std::unique_ptr<Calibration>> calibrate(const Checkpoint& checkpoint, ThreadPool& pool) {
  const simd::Precision& exact = *simd::precision("f32");
  TRY(PackedImage image, pack(checkpoint, exact, nullptr, {}, pool));
  TRY(PackedFile file, PackedFile::adopt(std::move(image).release()));
  TRY(const Encoder encoder,
      Encoder::load(std::move(file), checkpoint.config, simd::kernels(), exact));
  std::vector<std::uint32_t> frame;
  checkpoint.tokenizer.encode("", 2, frame);
  const auto batches = calibration_batches(checkpoint.config, frame.front(), frame.back());
  return std::make_unique<Calibration>(encoder, batches, pool);
}

}  // namespace

Result<PackedImage> pack_model(const Checkpoint& checkpoint, const simd::Precision& precision,
                               const Hash128& source, ThreadPool& pool) {
  if (!needs_calibration(precision)) {
    return pack(checkpoint, precision, nullptr, source, pool);
  }
  TRY(const auto calibration, calibrate(checkpoint, pool));
  return pack(checkpoint, precision, calibration.get(), source, pool);
}

bool needs_calibration(const simd::Precision& precision) noexcept {
  return precision.scales != nullptr && precision.weight_most < kFineStepsLeast;
}

std::uint64_t layout_mark(const simd::Precision& precision) {
  // Odd sizes, so that the rest of a panel and of a group is seen too.
  constexpr std::size_t kRows = 53;
  constexpr std::size_t kColumns = 72;
  std::vector<float> weights;
  for (std::size_t i = 0; i < kRows * kColumns; ++i) {
    weights.push_back(static_cast<float>(i * 37 % 101) / 64.0F - 0.75F);
  }
  const std::vector<float> bias(weights.begin(), weights.begin() + kRows);
  std::uint64_t mark = kPackingVersion;
  for (const simd::Precision* each :
       {&precision, &simd::matrix_precision(precision, kRows, kColumns)}) {
    ByteBuffer block(each->packed_bytes(kRows, kColumns));
    std::memset(block.data(), 0, block.size());
    each->pack({.w = weights.data(), .n = kRows, .k = kColumns, .bias = bias.data()}, block.data());
    mark = hash64(each->layout, mark);
    mark = hash64({reinterpret_cast<const char*>(block.data()), block.size()}, mark);
  }
  return mark;
}

}  // namespace cognate::model
