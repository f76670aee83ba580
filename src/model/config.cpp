// The network: config.json.

#include "model/config.h"

#include <array>
#include <cmath>

#include "base/limits.h"
#include "text/json_fields.h"

namespace cognate::model {
namespace {

using text::JsonObject;

/// A whole number that must be there, between 1 and `max`.
struct SizeField {
  const char* name;
  std::size_t ModelConfig::*member;
  std::size_t max;
};
constexpr std::array kSizeFields = {
    SizeField{"hidden_size", &ModelConfig::hidden, limits::kEncoderHiddenMax},
    SizeField{"num_hidden_layers", &ModelConfig::layers, limits::kEncoderLayersMax},
    SizeField{"num_attention_heads", &ModelConfig::heads, limits::kEncoderHiddenMax},
    SizeField{"intermediate_size", &ModelConfig::intermediate, 4 * limits::kEncoderHiddenMax},
    SizeField{"vocab_size", &ModelConfig::vocabulary, limits::kVocabularySizeMax},
    SizeField{"max_position_embeddings", &ModelConfig::positions, 1'000'000},
    SizeField{"type_vocab_size", &ModelConfig::token_types, 1'000},
};

/// A word that must be the one that the encoder computes; absent means the default of BERT.
struct WordField {
  const char* name;
  const char* supported;
  const char* missing;
};
constexpr std::array kWordFields = {
    WordField{"model_type", "bert", ""},
    WordField{"hidden_act", "gelu", "gelu"},
    WordField{"position_embedding_type", "absolute", "absolute"},
};

/// A field that makes another network of a BERT when it is there and neither null nor false.
struct OddField {
  const char* name;
  const char* what;
};
constexpr std::array kOddFields = {
    OddField{"is_decoder", "a decoder, which sees only the tokens before"},
    OddField{"add_cross_attention", "attention to a second sequence"},
    OddField{"quantization_config", "weights that are quantized already"},
    OddField{"auto_map", "a network that the folder's own Python code defines"},
};

constexpr const char* kSupported =
    "BERT encoders with erf-GELU and absolute positions, such as MiniLM, bge, gte, e5 and "
    "arctic-embed v1";

Status read_sizes(const JsonObject& root, ModelConfig& config) {
  for (const SizeField& field : kSizeFields) {
    std::uint64_t number = 0;
    const auto found = root.find(field.name);
    if (!found || found->value.get(number) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "{} is missing or no whole number", field.name);
    }
    if (number < 1 || number > field.max) {
      return fail(Code::corrupt, "{} is {}, outside 1 to {}", field.name, number, field.max);
    }
    config.*field.member = number;
  }
  if (config.hidden % config.heads != 0) {
    return fail(Code::corrupt, "hidden_size {} is no multiple of num_attention_heads {}",
                config.hidden, config.heads);
  }
  return ok();
}

Status check_words(const JsonObject& root) {
  for (const WordField& field : kWordFields) {
    TRY(const std::string word, root.text(field.name, field.missing));
    if (word != field.supported) {
      return fail(Code::unsupported, "{} is '{}'; supported is '{}' ({})", field.name, word,
                  field.supported, kSupported);
    }
  }
  for (const OddField& field : kOddFields) {
    const auto found = root.find(field.name);
    bool on = true;
    if (found && (found->value.get(on) != simdjson::SUCCESS || on)) {
      return fail(Code::unsupported, "{} is set: {}; supported are {}", field.name, field.what,
                  kSupported);
    }
  }
  return ok();
}

}  // namespace

Result<ModelConfig> parse_network_config(std::string_view json) {
  simdjson::dom::parser parser;
  TRY(const JsonObject root, text::parse_json_object(parser, json));
  ModelConfig config;
  TRY_OK(check_words(root));
  TRY_OK(read_sizes(root, config));
  double epsilon = 1e-12;
  const auto found = root.find("layer_norm_eps");
  const bool number = !found || found->value.get(epsilon) == simdjson::SUCCESS;
  config.layer_norm_epsilon = static_cast<float>(epsilon);
  if (!number || !(config.layer_norm_epsilon > 0) || epsilon > 1) {
    return fail(Code::corrupt, "layer_norm_eps is no number between 0 and 1 that float32 can hold");
  }
  return config;
}

}  // namespace cognate::model
