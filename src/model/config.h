#pragma once
// What a model folder says of its model: the network's shape, how token vectors become a text's
// vector, and what stands before a text.
//
// Read as sentence-transformers reads them, old forms and new ones: config.json, modules.json,
// <pooling folder>/config.json, sentence_bert_config.json, tokenizer_config.json,
// config_sentence_transformers.json. Nothing is assumed from the model's name. What would change
// the vectors and is not supported is refused by name with the list of what is.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "cognate/embedder.h"
#include "cognate/result.h"

namespace cognate::model {

enum class Pooling { mean, cls };

struct ModelConfig {
  // The network (config.json).
  std::size_t hidden = 0;
  std::size_t layers = 0;
  std::size_t heads = 0;
  std::size_t intermediate = 0;
  std::size_t vocabulary = 0;
  std::size_t positions = 0;
  std::size_t token_types = 0;
  float layer_norm_epsilon = 0;
  // From token vectors to one vector (modules.json and what it names). Without modules.json: mean,
  // no normalising, no prompts, as sentence-transformers does.
  Pooling pooling = Pooling::mean;
  bool pool_prompt = true;  // false: the tokens of a prompt, and [CLS] before them, are left out
  bool normalize = false;
  // Lower-cases whatever the tokenizer's own files say (sentence_bert_config.json).
  bool lowercase = false;
  // Longest sequence, special tokens included: what the files allow, at most `positions`.
  std::size_t tokens_max = 0;
  std::vector<Prompt> prompts;
  std::string default_prompt;

  std::size_t head_size() const noexcept { return hidden / heads; }
};

/// Errors: not_found (a needed file), corrupt (no JSON, a value missing or senseless), unsupported.
Result<ModelConfig> read_model_config(FileSystem& fs, const std::string& folder);

/// What modules.json lists: always a transformer in the folder itself and a pooling.
struct Modules {
  std::string pooling_folder;
  std::string normalize_folder;  // where the configuration of Normalize would lie
  bool normalize = false;
};

// Each file alone, from its text: the parts of read_model_config, for tests and the fuzzer.
Result<ModelConfig> parse_network_config(std::string_view json);
Result<Modules> parse_modules(std::string_view json);
Status parse_pooling(std::string_view json, ModelConfig& config);
/// Only checks: what it would change is not supported.
Status parse_normalize(std::string_view json, ModelConfig& config);
/// sentence_bert_config.json. Its length, where it has one, goes before the tokenizer's.
Status parse_transformer(std::string_view json, ModelConfig& config);
/// tokenizer_config.json.
Status parse_tokenizer(std::string_view json, ModelConfig& config);
/// config_sentence_transformers.json.
Status parse_sentences(std::string_view json, ModelConfig& config);

}  // namespace cognate::model
