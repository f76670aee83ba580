#pragma once
// What a model folder says of its model: the network's shape and how token vectors become a text's
// vector.
//
// Read from config.json, modules.json, <pooling folder>/config.json and sentence_bert_config.json
// as sentence-transformers reads them. Nothing is assumed from the model's name. What is not
// supported is refused by name with the list of what is.

#include <cstddef>
#include <string>

#include "base/file_system.h"
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
  // no normalising, as sentence-transformers does.
  Pooling pooling = Pooling::mean;
  bool normalize = false;
  // Longest sequence, special tokens included (sentence_bert_config.json, at most `positions`).
  std::size_t tokens_max = 0;

  std::size_t head_size() const noexcept { return hidden / heads; }
};

/// Errors: not_found (a needed file), corrupt (no JSON, a value missing or senseless), unsupported.
Result<ModelConfig> read_model_config(FileSystem& fs, const std::string& folder);

/// config.json alone, from its text: for tests and the fuzzer.
Result<ModelConfig> parse_network_config(std::string_view json);

}  // namespace cognate::model
