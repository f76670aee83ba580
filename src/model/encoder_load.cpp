// Loading: views of a packed model's sections.

#include "base/error.h"
#include "model/encoder.h"

namespace cognate::model {

/// Finds sections by the names that pack_model.cpp gives them.
class Encoder::Loader {
 public:
  Loader(const PackedFile& file, const ModelConfig& config, const simd::Precision& precision)
      : file_(file), config_(config), precision_(precision) {}

  Result<const float*> floats(const std::string& name, std::size_t rows) const {
    return file_.floats(name, rows * config_.hidden);
  }

  Result<Norm> norm(const std::string& name) const {
    Norm norm;
    TRY(norm.gamma, floats(name + ".gamma", 1));
    TRY(norm.beta, floats(name + ".beta", 1));
    return norm;
  }

  Result<Linear> linear(const std::string& name, std::size_t index, std::size_t n,
                        std::size_t k) const {
    const simd::Precision& precision = simd::matrix_precision(precision_, n, k);
    TRY(const std::string_view block, file_.section(name, precision.packed_bytes(n, k)));
    return Linear{.block = reinterpret_cast<const std::byte*>(block.data()),
                  .precision = &precision,
                  .index = index,
                  .n = n,
                  .k = k};
  }

  Result<Layer> layer(std::size_t index) const {
    const std::string at = fmt::format("layer.{}.", index);
    const std::size_t hidden = config_.hidden;
    const std::size_t inner = config_.intermediate;
    Layer layer;
    TRY(layer.qkv, linear(at + "qkv", 4 * index, 3 * hidden, hidden));
    TRY(layer.attention_out, linear(at + "attention_out", 4 * index + 1, hidden, hidden));
    TRY(layer.inner, linear(at + "inner", 4 * index + 2, inner, hidden));
    TRY(layer.outer, linear(at + "outer", 4 * index + 3, hidden, inner));
    TRY(layer.attention_norm, norm(at + "attention_norm"));
    TRY(layer.outer_norm, norm(at + "outer_norm"));
    return layer;
  }

 private:
  const PackedFile& file_;
  const ModelConfig& config_;
  const simd::Precision& precision_;
};

Result<Encoder> Encoder::load(PackedFile file, const ModelConfig& config,
                              const simd::Kernels& kernels, const simd::Precision& precision) {
  Encoder encoder;
  encoder.file_ = std::move(file);
  encoder.config_ = config;
  encoder.kernels_ = &kernels;
  encoder.precision_ = &precision;
  const Loader loader(encoder.file_, config, precision);
  TRY(encoder.words_,
      encoder.file_.rows("words", config.vocabulary, config.hidden * sizeof(float)));
  TRY(encoder.positions_, loader.floats("positions", config.positions));
  TRY(encoder.types_, loader.floats("types", config.token_types));
  TRY(encoder.embedding_norm_, loader.norm("embedding_norm"));
  for (std::size_t i = 0; i < config.layers; ++i) {
    TRY(Layer layer, loader.layer(i));
    encoder.layers_.push_back(layer);
  }
  return encoder;
}

}  // namespace cognate::model
