#include "text/json_fields.h"
#include "text/tokenizer_spec.h"

namespace cognate::text {
namespace {

constexpr std::string_view kSupported =
    "supported are BERT WordPiece tokenizers: model WordPiece, normalizer BertNormalizer, "
    "pre_tokenizer BertPreTokenizer, post_processor TemplateProcessing, BertProcessing or "
    "RobertaProcessing";

/// The object `name`, whose field "type" must be `type`.
Result<JsonObject> part(const JsonObject& root, std::string_view name, std::string_view type) {
  if (!root.find(name)) {
    return fail(Code::unsupported, "no {}; {}", name, kSupported);
  }
  TRY(auto object, root.object(name));
  TRY(const auto found, object.text("type", "(none)"));
  if (found != type) {
    return fail(Code::unsupported, "{}.type is \"{}\"; {}", name, found, kSupported);
  }
  return object;
}

Status read_normalizer(const JsonObject& root, NormalizerSwitches& switches) {
  TRY(const auto from, part(root, "normalizer", "BertNormalizer"));
  TRY(switches.clean_text, from.flag("clean_text", true));
  TRY(switches.handle_chinese_chars, from.flag("handle_chinese_chars", true));
  TRY(switches.lowercase, from.flag("lowercase", true));
  TRY(switches.strip_accents, from.flag("strip_accents", switches.lowercase));
  return ok();
}

Status read_model(const JsonObject& root, TokenizerSpec& spec) {
  TRY(const auto model, part(root, "model", "WordPiece"));
  TRY(spec.unknown_token, model.text("unk_token", spec.unknown_token));
  TRY(spec.continuation_prefix, model.text("continuing_subword_prefix", spec.continuation_prefix));
  TRY(const std::uint64_t characters,
      model.get<std::uint64_t>("max_input_chars_per_word", spec.word_characters_max,
                               "a whole number"));
  if (characters == 0 || characters > limits::kWordCharactersMax) {
    return fail(Code::unsupported, "model.max_input_chars_per_word is {}; 1 to {} are supported",
                characters, limits::kWordCharactersMax);
  }
  spec.word_characters_max = characters;
  TRY(const auto vocabulary, model.object("vocab"));
  for (const auto& [token, id] : vocabulary.fields()) {
    std::uint64_t number = 0;
    if (id.get(number) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "model.vocab: the id of token \"{}\" is not a whole number",
                  token);
    }
    if (auto added = spec.vocabulary.add(number, token); !added) {
      return std::move(added).error().within("model.vocab");
    }
  }
  return ok();
}

/// A Bert or Roberta post-processor names its tokens as ["[SEP]", 102].
Result<std::string> named_token(const JsonObject& processor, std::string_view name) {
  const auto pair = processor.find(name);
  std::string_view token;
  if (!pair || pair->value.at(0).get(token) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "post_processor.{}: [\"token\", id] expected", name);
  }
  return std::string(token);
}

/// The token of a template's step, {"SpecialToken": {"id": "[CLS]"}}; empty for the text itself.
Result<std::string> step_token(simdjson::dom::element step) {
  std::string_view id;
  if (step["SpecialToken"]["id"].get(id) == simdjson::SUCCESS && !id.empty()) {
    return std::string(id);
  }
  if (step["Sequence"]["id"].get(id) == simdjson::SUCCESS && id == "A") {
    return std::string();
  }
  return fail(Code::unsupported, "post_processor.single has an unknown step; {}", kSupported);
}

/// A template must put one token before the text and one after it.
Status read_template(const JsonObject& processor, TokenizerSpec& spec) {
  const auto single = processor.find("single");
  simdjson::dom::array steps;
  if (!single || single->value.get(steps) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "post_processor.single: a list expected");
  }
  std::vector<std::string> tokens;
  for (const auto step : steps) {
    TRY(auto token, step_token(step));
    tokens.push_back(std::move(token));
  }
  if (tokens.size() != 3 || tokens[0].empty() || !tokens[1].empty() || tokens[2].empty()) {
    return fail(Code::unsupported,
                "post_processor.single is not one token, the text, one token; {}", kSupported);
  }
  spec.first_token = tokens[0];
  spec.last_token = tokens[2];
  return ok();
}

Status read_post_processor(const JsonObject& root, TokenizerSpec& spec) {
  if (!root.find("post_processor")) {
    return fail(Code::unsupported, "no post_processor; {}", kSupported);
  }
  TRY(const auto processor, root.object("post_processor"));
  TRY(const auto type, processor.text("type", "(none)"));
  if (type == "TemplateProcessing") {
    return read_template(processor, spec);
  }
  if (type != "BertProcessing" && type != "RobertaProcessing") {
    return fail(Code::unsupported, "post_processor.type is \"{}\"; {}", type, kSupported);
  }
  TRY(spec.first_token, named_token(processor, "cls"));
  TRY(spec.last_token, named_token(processor, "sep"));
  return ok();
}

Result<AddedToken> read_added_token(const JsonObject& entry) {
  AddedToken token;
  TRY(token.content, entry.text("content", ""));
  TRY(const std::uint64_t id,
      entry.get<std::uint64_t>("id", limits::kVocabularySizeMax, "a whole number"));
  if (id >= limits::kVocabularySizeMax) {
    return fail(Code::unsupported, "{}id: a number up to {} expected", entry.path(),
                limits::kVocabularySizeMax - 1);
  }
  token.id = static_cast<std::uint32_t>(id);
  TRY(token.normalized, entry.flag("normalized", false));
  TRY(token.strips_left, entry.flag("lstrip", false));
  TRY(token.strips_right, entry.flag("rstrip", false));
  TRY(const bool single_word, entry.flag("single_word", false));
  if (single_word) {
    return fail(Code::unsupported, "{}single_word is set for \"{}\"; that is not supported",
                entry.path(), token.content);
  }
  return token;
}

Status read_added_tokens(const JsonObject& root, TokenizerSpec& spec) {
  const auto field = root.find("added_tokens");
  if (!field) {
    return ok();
  }
  simdjson::dom::array entries;
  if (field->value.get(entries) != simdjson::SUCCESS) {
    return field->wrong_type("a list");
  }
  for (const auto entry : entries) {
    const std::string path = fmt::format("added_tokens[{}]", spec.added_tokens.size());
    simdjson::dom::object object;
    if (entry.get(object) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "{}: an object expected", path);
    }
    TRY(auto token, read_added_token(JsonObject(path + ".", object)));
    spec.added_tokens.push_back(std::move(token));
  }
  return ok();
}

}  // namespace

Result<TokenizerSpec> parse_tokenizer_json(std::string_view json) {
  simdjson::dom::parser parser;
  TRY(const auto root, parse_json_object(parser, json));
  TokenizerSpec spec;
  TRY_OK(read_model(root, spec));
  TRY_OK(read_normalizer(root, spec.switches));
  TRY(const auto pre_tokenizer, part(root, "pre_tokenizer", "BertPreTokenizer"));
  TRY_OK(read_post_processor(root, spec));
  TRY_OK(read_added_tokens(root, spec));
  return spec;
}

}  // namespace cognate::text
