// What sentence-transformers keeps beside a network: modules.json and the files around it.

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/limits.h"
#include "model/config.h"
#include "text/json_fields.h"

namespace cognate::model {
namespace {

using text::JsonField;
using text::JsonObject;

/// The poolings under their names of today and of old ("pooling_mode": "mean", or
/// "pooling_mode_mean_tokens": true).
struct PoolingName {
  std::string_view name;
  std::string_view flag;
  std::optional<Pooling> supported;
};
constexpr std::array kPoolings = {
    PoolingName{"cls", "pooling_mode_cls_token", Pooling::cls},
    PoolingName{"max", "pooling_mode_max_tokens", std::nullopt},
    PoolingName{"mean", "pooling_mode_mean_tokens", Pooling::mean},
    PoolingName{"mean_sqrt_len_tokens", "pooling_mode_mean_sqrt_len_tokens", std::nullopt},
    PoolingName{"weightedmean", "pooling_mode_weightedmean_tokens", std::nullopt},
    PoolingName{"lasttoken", "pooling_mode_lasttoken", std::nullopt},
};

/// A word that must be the supported one where it is there.
Status check_word(const JsonObject& root, std::string_view name, std::string_view supported) {
  TRY(const std::string word, root.text(name, supported));
  return word == supported
             ? ok()
             : Status(fail(Code::unsupported, "{} is '{}'; supported: {}", name, word, supported));
}

/// "pooling_mode": a name or a list of names, joined.
Result<std::string> pooling_mode(const JsonField& field) {
  std::string_view name;
  simdjson::dom::array names;
  if (field.value.get(name) == simdjson::SUCCESS) {
    return std::string(name);
  }
  if (field.value.get(names) != simdjson::SUCCESS) {
    return field.wrong_type("a name or a list of names");
  }
  std::string joined;
  for (const simdjson::dom::element entry : names) {
    if (entry.get(name) != simdjson::SUCCESS) {
      return field.wrong_type("a list of names");
    }
    joined += (joined.empty() ? "" : " + ") + std::string(name);
  }
  return joined;
}

/// The flags of old; where they are there and all off, it is mean.
Result<std::string> pooling_flags(const JsonObject& root) {
  std::string joined;
  for (const PoolingName& pooling : kPoolings) {
    TRY(const bool on, root.flag(pooling.flag, false));
    if (on) {
      joined += (joined.empty() ? "" : " + ") + std::string(pooling.name);
    }
  }
  return joined.empty() ? "mean" : joined;
}

/// Lengths are whole numbers or, for "no limit", reals far beyond any; null counts as missing.
Result<std::optional<std::size_t>> length_field(const JsonObject& root, std::string_view name) {
  const auto field = root.find(name);
  if (!field) {
    return std::optional<std::size_t>();
  }
  double length = 0;
  if (field->value.get(length) != simdjson::SUCCESS || length != std::floor(length)) {
    return field->wrong_type("a whole number");
  }
  if (length < 2) {
    return fail(Code::corrupt, "{} is {}, less than the two special tokens", field->name, length);
  }
  return std::optional(static_cast<std::size_t>(std::min(length, 1e9)));
}

/// What would change the ids when it is handed to the tokenizer.
constexpr std::array kTokenizerFields = {"do_lower_case", "strip_accents", "tokenize_chinese_chars",
                                         "tokenizer_class", "truncation_side"};

Status parse_tokenizer_arguments(const JsonObject& arguments, ModelConfig& config) {
  for (const char* name : kTokenizerFields) {
    if (const auto field = arguments.find(name)) {
      return fail(Code::unsupported, "{} is set; supported there: model_max_length", field->name);
    }
  }
  TRY(const auto length, length_field(arguments, "model_max_length"));
  config.tokens_max = length.value_or(config.tokens_max);
  return ok();
}

}  // namespace

Result<Modules> parse_modules(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  if (const auto error = parser.parse(simdjson::padded_string(json)).get(list)) {
    return fail(Code::corrupt, "not a JSON list: {}", simdjson::error_message(error));
  }
  constexpr std::array<std::string_view, 3> kKinds = {"Transformer", "Pooling", "Normalize"};
  Modules modules;
  std::size_t count = 0;
  for (const simdjson::dom::element entry : list) {
    std::string_view type;
    std::string_view path;
    if (entry["type"].get(type) != simdjson::SUCCESS ||
        entry["path"].get(path) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "module {} has no type or no path", count);
    }
    const std::string_view kind = type.substr(type.rfind('.') + 1);
    if (count == kKinds.size() || kind != kKinds[count] ||
        !type.starts_with("sentence_transformers.")) {
      return fail(Code::unsupported,
                  "module '{}' stands at place {}; supported are Transformer, Pooling and, if "
                  "wanted, Normalize of sentence_transformers, in this order",
                  type, count + 1);
    }
    if (path.find("..") != std::string_view::npos || path.starts_with('/')) {
      return fail(Code::corrupt, "module '{}' lies outside of the folder: '{}'", kind, path);
    }
    if (count == 0 && !path.empty()) {
      return fail(Code::unsupported,
                  "the Transformer lies in '{}'; supported is one in the model folder itself",
                  path);
    }
    (count == 1 ? modules.pooling_folder : modules.normalize_folder) = path;
    modules.normalize = ++count == kKinds.size();
  }
  if (count < 2) {
    return fail(Code::unsupported,
                "{} module(s); supported are Transformer, Pooling and, if "
                "wanted, Normalize: token vectors without a pooling are not",
                count);
  }
  return modules;
}

Status parse_pooling(std::string_view json, ModelConfig& config) {
  simdjson::dom::parser parser;
  TRY(const JsonObject root, text::parse_json_object(parser, json));
  const auto mode = root.find("pooling_mode");
  TRY(const std::string name, mode ? pooling_mode(*mode) : pooling_flags(root));
  const auto row = std::ranges::find(kPoolings, name, &PoolingName::name);
  if (row == kPoolings.end() || !row->supported) {
    return fail(Code::unsupported, "pooling '{}'; supported: mean, cls", name);
  }
  config.pooling = *row->supported;
  TRY(config.pool_prompt, root.flag("include_prompt", true));
  for (const char* dimension : {"embedding_dimension", "word_embedding_dimension"}) {
    TRY(const auto size, root.get<std::uint64_t>(dimension, config.hidden, "a whole number"));
    if (size != config.hidden) {
      return fail(Code::corrupt, "{} is {}, hidden_size of config.json is {}", dimension, size,
                  config.hidden);
    }
  }
  return ok();
}

Status parse_normalize(std::string_view json, ModelConfig& /*config*/) {
  simdjson::dom::parser parser;
  TRY(const JsonObject root, text::parse_json_object(parser, json));
  TRY_OK(check_word(root, "module_input_name", "sentence_embedding"));
  return check_word(root, "module_output_name", "sentence_embedding");
}

Status parse_transformer(std::string_view json, ModelConfig& config) {
  simdjson::dom::parser parser;
  const std::string readable = text::with_long_numbers_as_reals(json);
  TRY(const JsonObject root, text::parse_json_object(parser, readable));
  TRY_OK(check_word(root, "transformer_task", "feature-extraction"));
  TRY_OK(check_word(root, "module_output_name", "token_embeddings"));
  TRY(config.lowercase, root.flag("do_lower_case", false));
  TRY(const auto length, length_field(root, "max_seq_length"));
  config.tokens_max = length.value_or(config.tokens_max);
  for (const char* name : {"tokenizer_args", "processor_kwargs"}) {
    if (root.find(name)) {
      TRY(const JsonObject arguments, root.object(name));
      TRY_OK(parse_tokenizer_arguments(arguments, config));
    }
  }
  return ok();
}

Status parse_tokenizer(std::string_view json, ModelConfig& config) {
  simdjson::dom::parser parser;
  const std::string readable = text::with_long_numbers_as_reals(json);
  TRY(const JsonObject root, text::parse_json_object(parser, readable));
  TRY_OK(check_word(root, "truncation_side", "right"));
  TRY(const auto length, length_field(root, "model_max_length"));
  config.tokens_max = length.value_or(config.tokens_max);
  return ok();
}

Status parse_sentences(std::string_view json, ModelConfig& config) {
  simdjson::dom::parser parser;
  TRY(const JsonObject root, text::parse_json_object(parser, json));
  TRY_OK(check_word(root, "model_type", "SentenceTransformer"));
  TRY(config.default_prompt, root.text("default_prompt_name", ""));
  if (root.find("prompts")) {
    TRY(const JsonObject prompts, root.object("prompts"));
    for (const auto& [name, value] : prompts.fields()) {
      TRY(std::string words, prompts.text(name, ""));
      if (words.size() > limits::kPromptBytesMax) {
        return fail(Code::corrupt,
                    "the prompt '{}' has {} bytes, more than the {} that are allowed", name,
                    words.size(), limits::kPromptBytesMax);
      }
      config.prompts.push_back({.name = std::string(name), .text = std::move(words)});
    }
  }
  // sentence-transformers has empty prompts for these two names where the file has none.
  const std::string& wanted = config.default_prompt;
  const bool known =
      wanted.empty() || wanted == "query" || wanted == "document" ||
      std::ranges::find(config.prompts, wanted, &Prompt::name) != config.prompts.end();
  return known ? ok()
               : Status(fail(Code::corrupt,
                             "default_prompt_name is '{}', which is not among the "
                             "{} prompts",
                             wanted, config.prompts.size()));
}

namespace {

/// Reads a file of the folder and hands its text to `parse`; errors name the file.
template <class Parse>
auto read_part(FileSystem& fs, const std::string& path, Parse parse)
    -> decltype(parse(std::string_view())) {
  TRY(const std::string json, read_file(fs, path, limits::kModelJsonBytesMax));
  auto result = parse(std::string_view(json));
  return result ? std::move(result) : std::move(result).error().within(path);
}

using Parse = Status (*)(std::string_view json, ModelConfig& config);

/// The same for a file that may be missing.
Status read_if_there(FileSystem& fs, const std::string& path, Parse parse, ModelConfig& config) {
  return fs.kind(path) == FileKind::file
             ? read_part(fs, path, [&](std::string_view json) { return parse(json, config); })
             : ok();
}

Status read_sentence_files(FileSystem& fs, const std::string& folder, ModelConfig& config) {
  TRY(const Modules modules, read_part(fs, folder + "/modules.json", parse_modules));
  config.normalize = modules.normalize;
  const auto inside = [&](const std::string& path) { return folder + "/" + path + "/config.json"; };
  TRY_OK(read_part(fs, inside(modules.pooling_folder),
                   [&](std::string_view json) { return parse_pooling(json, config); }));
  if (modules.normalize && !modules.normalize_folder.empty()) {
    TRY_OK(read_if_there(fs, inside(modules.normalize_folder), parse_normalize, config));
  }
  TRY_OK(read_if_there(fs, folder + "/sentence_bert_config.json", parse_transformer, config));
  return read_if_there(fs, folder + "/config_sentence_transformers.json", parse_sentences, config);
}

}  // namespace

Result<ModelConfig> read_model_config(FileSystem& fs, const std::string& folder) {
  TRY(ModelConfig config, read_part(fs, folder + "/config.json", parse_network_config));
  config.tokens_max = config.positions;
  TRY_OK(read_if_there(fs, folder + "/tokenizer_config.json", parse_tokenizer, config));
  if (fs.kind(folder + "/modules.json") == FileKind::file) {
    TRY_OK(read_sentence_files(fs, folder, config));
  }
  config.tokens_max = std::min(config.tokens_max, config.positions);
  if (config.tokens_max > limits::kSequenceTokensMax) {
    return fail(Code::unsupported,
                "{}: texts of {} tokens; supported are up to {} (max_seq_length of "
                "sentence_bert_config.json shortens them)",
                folder, config.tokens_max, limits::kSequenceTokensMax);
  }
  return config;
}

}  // namespace cognate::model
