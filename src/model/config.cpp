#include "model/config.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/limits.h"

namespace cognate::model {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// A file of the folder as a JSON value; the parser owns what the value points into.
Result<element> parse_json(simdjson::dom::parser& parser, std::string_view text) {
  element root;
  if (const auto error = parser.parse(simdjson::padded_string(text)).get(root); error != 0U) {
    return fail(Code::corrupt, "not valid JSON: {}", simdjson::error_message(error));
  }
  return root;
}

Result<element> read_json(FileSystem& fs, const std::string& path, simdjson::dom::parser& parser) {
  TRY(const std::string text, read_file(fs, path, limits::kModelJsonBytesMax));
  auto root = parse_json(parser, text);
  if (!root) {
    return std::move(root).error().within(path);
  }
  return root;
}

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

/// A word that must be one of those the encoder computes; absent means the default of BERT.
struct WordField {
  const char* name;
  const char* supported;
};
constexpr std::array kWordFields = {
    WordField{"model_type", "bert"},
    WordField{"hidden_act", "gelu"},
    WordField{"position_embedding_type", "absolute"},
};

Status read_sizes(const object& root, ModelConfig& config) {
  for (const SizeField& field : kSizeFields) {
    std::uint64_t number = 0;
    if (root[field.name].get(number) != simdjson::SUCCESS) {
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

Status check_words(const object& root) {
  for (const WordField& field : kWordFields) {
    std::string_view word;
    const auto error = root[field.name].get(word);
    const bool absent = error == simdjson::NO_SUCH_FIELD && field.name != kWordFields[0].name;
    if (!absent && (error != simdjson::SUCCESS || word != field.supported)) {
      return fail(
          Code::unsupported,
          "{} is '{}'; supported is '{}' (BERT encoders with erf-GELU and absolute positions, "
          "such as MiniLM, bge, gte, e5 and arctic-embed v1)",
          field.name, word, field.supported);
    }
  }
  return ok();
}

Status read_pooling(FileSystem& fs, const std::string& path, ModelConfig& config) {
  simdjson::dom::parser parser;
  TRY(const element root, read_json(fs, path, parser));
  object fields;
  if (root.get(fields) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "{}: not a JSON object", path);
  }
  std::string found;
  for (const auto& [name, value] : fields) {
    bool on = false;
    if (name.starts_with("pooling_mode_") && value.get(on) == simdjson::SUCCESS && on) {
      found += (found.empty() ? "" : " + ") + std::string(name.substr(13));
    }
  }
  if (found != "mean_tokens" && found != "cls_token") {
    return fail(Code::unsupported, "{}: pooling '{}'; supported: mean_tokens, cls_token", path,
                found.empty() ? "none" : found);
  }
  config.pooling = found == "cls_token" ? Pooling::cls : Pooling::mean;
  return ok();
}

Status read_modules(FileSystem& fs, const std::string& folder, ModelConfig& config) {
  const std::string path = folder + "/modules.json";
  simdjson::dom::parser parser;
  TRY(const element root, read_json(fs, path, parser));
  simdjson::dom::array modules;
  if (root.get(modules) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "{}: not a JSON list", path);
  }
  bool pooled = false;
  for (const element entry : modules) {
    std::string_view type;
    std::string_view at;
    if (entry["type"].get(type) != simdjson::SUCCESS ||
        entry["path"].get(at) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "{}: a module without type or path", path);
    }
    const std::string_view kind = type.substr(type.rfind('.') + 1);
    if (kind == "Pooling" && at.find("..") == std::string_view::npos) {
      TRY_OK(read_pooling(fs, fmt::format("{}/{}/config.json", folder, at), config));
      pooled = true;
    } else if (kind == "Normalize") {
      config.normalize = true;
    } else if (kind != "Transformer") {
      return fail(Code::unsupported,
                  "{}: module '{}' at '{}'; supported: Transformer, Pooling, Normalize", path, kind,
                  at);
    }
  }
  return pooled ? ok() : Status(fail(Code::unsupported, "{}: no Pooling module", path));
}

Status read_length(FileSystem& fs, const std::string& folder, ModelConfig& config) {
  config.tokens_max = std::min(config.positions, limits::kSequenceTokensMax);
  const std::string path = folder + "/sentence_bert_config.json";
  if (fs.kind(path) != FileKind::file) {
    return ok();
  }
  simdjson::dom::parser parser;
  TRY(const element root, read_json(fs, path, parser));
  std::uint64_t length = 0;
  if (root["max_seq_length"].get(length) == simdjson::SUCCESS) {
    if (length < 2) {
      return fail(Code::corrupt, "{}: max_seq_length is {}, less than the two special tokens", path,
                  length);
    }
    config.tokens_max = std::min<std::uint64_t>(config.tokens_max, length);
  }
  return ok();
}

}  // namespace

Result<ModelConfig> parse_network_config(std::string_view json) {
  simdjson::dom::parser parser;
  TRY(const element root, parse_json(parser, json));
  object fields;
  if (root.get(fields) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "not a JSON object");
  }
  ModelConfig config;
  TRY_OK(check_words(fields));
  TRY_OK(read_sizes(fields, config));
  double epsilon = 1e-12;
  const auto error = fields["layer_norm_eps"].get(epsilon);
  config.layer_norm_epsilon = static_cast<float>(epsilon);
  if ((error != simdjson::SUCCESS && error != simdjson::NO_SUCH_FIELD) ||
      !(config.layer_norm_epsilon > 0) || epsilon > 1) {
    return fail(Code::corrupt, "layer_norm_eps is no number between 0 and 1 that float32 can hold");
  }
  return config;
}

Result<ModelConfig> read_model_config(FileSystem& fs, const std::string& folder) {
  const std::string path = folder + "/config.json";
  TRY(const std::string text, read_file(fs, path, limits::kModelJsonBytesMax));
  auto config = parse_network_config(text);
  if (!config) {
    return std::move(config).error().within(path);
  }
  if (fs.kind(folder + "/modules.json") == FileKind::file) {
    TRY_OK(read_modules(fs, folder, *config));
  }
  TRY_OK(read_length(fs, folder, *config));
  return config;
}

}  // namespace cognate::model
