// Loading: tensors by name out of the mapped file, projections packed for the kernels by all
// threads.

#include <cstring>
#include <optional>

#include "base/error.h"
#include "model/calibration.h"
#include "model/encoder.h"

namespace cognate::model {

/// Collects what is to be packed while it checks names and shapes, then packs everything in
/// parallel.
class Encoder::Loader {
 public:
  Loader(Encoder& encoder, const SafeTensors& tensors) : encoder_(encoder), tensors_(tensors) {
    prefix_ = tensors.find("bert.embeddings.word_embeddings.weight") != nullptr ? "bert." : "";
  }

  /// The floats of a tensor of exactly this shape; in the mapped file where it is aligned there.
  Result<const float*> floats(const std::string& name, const std::vector<std::uint64_t>& shape) {
    const Tensor* tensor = find(name);
    if (tensor == nullptr) {
      return fail(Code::corrupt, "tensor '{}{}' is missing", prefix_, name);
    }
    if (tensor->dtype != "F32") {
      return fail(Code::unsupported, "tensor '{}{}' is {}; supported: F32", prefix_, name,
                  tensor->dtype);
    }
    if (tensor->shape != shape) {
      return fail(Code::corrupt, "tensor '{}{}' has shape [{}], config.json needs [{}]", prefix_,
                  name, fmt::join(tensor->shape, ", "), fmt::join(shape, ", "));
    }
    if (reinterpret_cast<std::uintptr_t>(tensor->bytes.data()) % alignof(float) == 0) {
      return reinterpret_cast<const float*>(tensor->bytes.data());
    }
    FloatBuffer& copy = encoder_.copies_.emplace_back(tensor->bytes.size() / sizeof(float));
    std::memcpy(copy.data(), tensor->bytes.data(), tensor->bytes.size());
    return copy.data();
  }

  Result<Norm> norm(const std::string& name) {
    const std::vector<std::uint64_t> shape = {encoder_.config_.hidden};
    Norm norm;
    TRY(norm.gamma, floats(name + ".weight", shape));
    TRY(norm.beta, floats(name + ".bias", shape));
    return norm;
  }

  /// One or more projections side by side (query, key, value) as one matrix of n rows in all.
  Status linear(const std::vector<std::string>& names, std::size_t n, std::size_t k, Linear& out) {
    const std::size_t part = n / names.size();
    out.n = n;
    out.k = k;
    out.precision = &simd::matrix_precision(*encoder_.precision_, n, k);
    out.index = jobs_.size();
    Job job = {.out = &out, .weights = {}, .bias = {}};
    for (std::size_t i = 0; i < names.size(); ++i) {
      TRY(const float* weight, floats(names[i] + ".weight", {part, k}));
      TRY(const float* bias, floats(names[i] + ".bias", {part}));
      job.weights.insert(job.weights.end(), weight, weight + part * k);
      job.bias.insert(job.bias.end(), bias, bias + part);
    }
    jobs_.push_back(std::move(job));
    return ok();
  }

  /// `calibration` is null where the precision needs none.
  void pack(const Calibration* calibration, ThreadPool& pool) {
    pool.parallel_for(jobs_.size(),
                      [&](std::size_t item, std::size_t) { pack_one(jobs_[item], calibration); });
  }

 private:
  struct Job {
    Linear* out;
    std::vector<float> weights;  // [n][k]: parts that are joined may share a panel
    std::vector<float> bias;
  };

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

  void pack_one(Job& job, const Calibration* calibration) const {
    Linear& out = *job.out;
    const simd::Precision& precision = *out.precision;
    out.block = ByteBuffer(precision.packed_bytes(out.n, out.k));
    const simd::Weights weights = {
        .w = job.weights.data(), .n = out.n, .k = out.k, .bias = job.bias.data()};
    if (calibration == nullptr) {
      precision.pack(weights, out.block.data());
    } else {
      calibration->pack(out.index, precision, weights, job.weights.data(), out.block.data());
    }
  }

  Encoder& encoder_;
  const SafeTensors& tensors_;
  std::string prefix_;
  std::vector<Job> jobs_;
};

Result<Encoder> Encoder::load(SafeTensors tensors, const ModelConfig& config,
                              const simd::Kernels& kernels, const simd::Precision& precision,
                              const SpecialTokens& special, ThreadPool& pool) {
  std::optional<Calibration> calibration;
  if (precision.scales != nullptr) {
    TRY(Encoder exact,
        load(std::move(tensors), config, kernels, *simd::precision("f32"), special, pool));
    const auto batches = calibration_batches(config, special.first, special.last);
    calibration.emplace(exact, batches, pool);
    tensors = std::move(exact.tensors_);
  }
  Encoder encoder;
  encoder.tensors_ = std::move(tensors);
  encoder.config_ = config;
  encoder.kernels_ = &kernels;
  encoder.precision_ = &precision;
  Loader loader(encoder, encoder.tensors_);
  const std::string embeddings = "embeddings.";
  TRY(encoder.words_,
      loader.floats(embeddings + "word_embeddings.weight", {config.vocabulary, config.hidden}));
  TRY(encoder.positions_,
      loader.floats(embeddings + "position_embeddings.weight", {config.positions, config.hidden}));
  TRY(encoder.types_, loader.floats(embeddings + "token_type_embeddings.weight",
                                    {config.token_types, config.hidden}));
  TRY(encoder.embedding_norm_, loader.norm(embeddings + "LayerNorm"));
  encoder.layers_.resize(config.layers);
  for (std::size_t i = 0; i < config.layers; ++i) {
    Layer& layer = encoder.layers_[i];
    const std::string at = fmt::format("encoder.layer.{}.", i);
    const std::string self = at + "attention.self.";
    const std::size_t hidden = config.hidden;
    TRY_OK(loader.linear({self + "query", self + "key", self + "value"}, 3 * hidden, hidden,
                         layer.qkv));
    TRY_OK(loader.linear({at + "attention.output.dense"}, hidden, hidden, layer.attention_out));
    TRY_OK(loader.linear({at + "intermediate.dense"}, config.intermediate, hidden, layer.inner));
    TRY_OK(loader.linear({at + "output.dense"}, hidden, config.intermediate, layer.outer));
    TRY(layer.attention_norm, loader.norm(at + "attention.output.LayerNorm"));
    TRY(layer.outer_norm, loader.norm(at + "output.LayerNorm"));
  }
  loader.pack(calibration ? &*calibration : nullptr, pool);
  return encoder;
}

}  // namespace cognate::model
