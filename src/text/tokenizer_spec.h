#pragma once
// What a tokenizer file says, before it is put to work.

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/limits.h"
#include "cognate/result.h"
#include "text/added_tokens.h"
#include "text/normalizer.h"
#include "text/vocabulary.h"

namespace cognate::text {

struct TokenizerSpec {
  NormalizerSwitches switches;
  Vocabulary vocabulary;  ///< filled, not sealed
  std::string unknown_token = "[UNK]";
  std::string first_token = "[CLS]";  ///< put before every text
  std::string last_token = "[SEP]";   ///< put after every text
  std::string continuation_prefix = "##";
  std::size_t word_characters_max = limits::kWordCharactersDefault;
  std::vector<AddedToken> added_tokens;
};

/// Reads tokenizer.json (the format of the Rust library `tokenizers`, version 1.0). Its truncation
/// and padding are left aside: how long a text may be is the model's business.
/// Errors, naming the field: corrupt (no JSON, wrong types, clashes), unsupported (another kind).
Result<TokenizerSpec> parse_tokenizer_json(std::string_view json);

/// Reads vocab.txt (a token a line, the line number is the id) with the switches and names of
/// tokenizer_config.json; empty `config_json`: all defaults, those of BERT uncased.
Result<TokenizerSpec> parse_vocab_txt(std::string_view lines, std::string_view config_json);

/// Puts the switches of tokenizer_config.json in the place of those of tokenizer.json where it
/// names no tokenizer but BERT's: the reference builds that one anew from them. Errors: corrupt.
Status apply_tokenizer_config(std::string_view config_json, TokenizerSpec& spec);

}  // namespace cognate::text
