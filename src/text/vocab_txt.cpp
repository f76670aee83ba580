#include <array>

#include "text/json_fields.h"
#include "text/tokenizer_spec.h"

namespace cognate::text {
namespace {

/// A token's name in tokenizer_config.json: "[CLS]" or {"content": "[CLS]", ...}.
Result<std::string> token_name(const JsonObject& config, std::string_view name,
                               std::string_view missing) {
  const auto field = config.find(name);
  simdjson::dom::object object;
  if (field && field->value.get(object) == simdjson::SUCCESS) {
    return JsonObject(field->name + ".", object).text("content", missing);
  }
  return config.text(name, missing);
}

/// Does it name the tokenizer of BERT, or none, which means the same?
Result<bool> is_bert(const JsonObject& config, std::string& kind) {
  TRY(kind, config.text("tokenizer_class", "BertTokenizer"));
  return kind == "BertTokenizer" || kind == "BertTokenizerFast";
}

Status read_switches(const JsonObject& config, NormalizerSwitches& switches) {
  TRY(switches.lowercase, config.flag("do_lower_case", true));
  TRY(switches.handle_chinese_chars, config.flag("tokenize_chinese_chars", true));
  TRY(switches.strip_accents, config.flag("strip_accents", switches.lowercase));
  return ok();
}

Status read_config(std::string_view json, TokenizerSpec& spec,
                   std::vector<std::string>& special_tokens) {
  simdjson::dom::parser parser;
  const std::string readable = with_long_numbers_as_reals(json.empty() ? "{}" : json);
  TRY(const auto config, parse_json_object(parser, readable));
  std::string kind;
  TRY(const bool bert, is_bert(config, kind));
  if (!bert) {
    return fail(Code::unsupported,
                "tokenizer_class is \"{}\"; with a vocab.txt, BertTokenizer is "
                "supported",
                kind);
  }
  TRY_OK(read_switches(config, spec.switches));
  TRY(spec.unknown_token, token_name(config, "unk_token", spec.unknown_token));
  TRY(spec.first_token, token_name(config, "cls_token", spec.first_token));
  TRY(spec.last_token, token_name(config, "sep_token", spec.last_token));
  TRY(auto padding, token_name(config, "pad_token", "[PAD]"));
  TRY(auto mask, token_name(config, "mask_token", "[MASK]"));
  special_tokens = {spec.unknown_token, spec.first_token, spec.last_token, std::move(padding),
                    std::move(mask)};
  return ok();
}

}  // namespace

Status apply_tokenizer_config(std::string_view config_json, TokenizerSpec& spec) {
  simdjson::dom::parser parser;
  const std::string readable = with_long_numbers_as_reals(config_json);
  TRY(const auto config, parse_json_object(parser, readable));
  std::string kind;
  TRY(const bool bert, is_bert(config, kind));
  spec.switches.clean_text = spec.switches.clean_text || bert;
  return bert ? read_switches(config, spec.switches) : ok();
}

Result<TokenizerSpec> parse_vocab_txt(std::string_view lines, std::string_view config_json) {
  TokenizerSpec spec;
  std::vector<std::string> special_tokens;
  TRY_OK(read_config(config_json, spec, special_tokens));
  for (std::uint64_t id = 0; !lines.empty(); ++id) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view token = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (token.ends_with('\r')) {
      token.remove_suffix(1);
    }
    if (auto added = spec.vocabulary.add(id, token); !added) {
      return std::move(added).error().within(fmt::format("line {}", id + 1));
    }
    const auto special = std::ranges::find(special_tokens, token);
    if (!token.empty() && special != special_tokens.end()) {
      spec.added_tokens.push_back({.content = *special, .id = static_cast<std::uint32_t>(id)});
    }
  }
  return spec;
}

}  // namespace cognate::text
