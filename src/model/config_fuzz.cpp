// Arbitrary bytes as each file of a model's configuration: an error, or values that the encoder can
// work with.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/limits.h"
#include "model/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const auto config = cognate::model::parse_network_config(json);
  if (config) {
    CHECK(config->heads > 0 && config->hidden % config->heads == 0, "heads divide the hidden size");
    CHECK(config->hidden <= cognate::limits::kEncoderHiddenMax, "the hidden size is bounded");
    CHECK(config->layer_norm_epsilon > 0, "epsilon is positive");
  }
  using cognate::model::ModelConfig;
  for (const auto parse : {cognate::model::parse_pooling, cognate::model::parse_normalize,
                           cognate::model::parse_transformer, cognate::model::parse_tokenizer,
                           cognate::model::parse_sentences}) {
    ModelConfig part;
    part.tokens_max = 2;
    if (parse(json, part)) {
      CHECK(part.tokens_max >= 2, "there is room for the special tokens");
    }
  }
  if (const auto modules = cognate::model::parse_modules(json)) {
    CHECK(!modules->pooling_folder.starts_with('/'), "the pooling lies in the folder");
  }
  return 0;
}
