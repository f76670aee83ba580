#pragma once
// A vocabulary of a few tokens, for tests and fuzz targets.

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "text/tokenizer.h"

namespace cognate::text {

inline constexpr std::array<std::string_view, 22> kTinyTokens{
    "[PAD]", "[UNK]",  "[CLS]",  "[SEP]",  "[MASK]",   "a",     "b",   "##a",
    "##b",   "un",     "##able", "##ab",   "id",       "order", "##s", "-",
    "e",     "\u4e00", "zurich", "\u1100", "##\u1161", "!"};

/// BERT uncased in everything but the vocabulary. The id of a token is its place above.
inline TokenizerSpec tiny_spec() {
  TokenizerSpec spec;
  for (std::uint32_t id = 0; id < kTinyTokens.size(); ++id) {
    if (!spec.vocabulary.add(id, kTinyTokens[id])) {
      return {};
    }
    if (id < 5) {
      spec.added_tokens.push_back({.content = std::string(kTinyTokens[id]), .id = id});
    }
  }
  return spec;
}

/// The same as a tokenizer.json.
inline std::string tiny_json() {
  std::string vocabulary, added;
  for (std::size_t id = 0; id < kTinyTokens.size(); ++id) {
    vocabulary += fmt::format(R"({}"{}":{})", id == 0 ? "" : ",", kTinyTokens[id], id);
    if (id < 5) {
      added += fmt::format(R"({}{{"id":{},"content":"{}","special":true,"normalized":false}})",
                           id == 0 ? "" : ",", id, kTinyTokens[id]);
    }
  }
  return R"({"version":"1.0","truncation":{"max_length":3},"padding":null,"added_tokens":[)" +
         added +
         R"(],"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,)"
         R"("strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},)"
         R"("post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]},)"
         R"("model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",)"
         R"("max_input_chars_per_word":100,"vocab":{)" +
         vocabulary + "}}}";
}

}  // namespace cognate::text
