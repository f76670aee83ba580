// Any bytes through the tokenizer: it must keep its promises about the ids.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "text/tiny_tokenizer.h"

namespace {

using cognate::text::Tokenizer;
using Ids = std::vector<std::uint32_t>;

Tokenizer make(std::uint8_t switches) {
  auto spec = cognate::text::tiny_spec();
  spec.switches = {.clean_text = (switches & 1) != 0,
                   .handle_chinese_chars = (switches & 2) != 0,
                   .strip_accents = (switches & 4) != 0,
                   .lowercase = (switches & 8) != 0};
  if ((switches & 16) != 0) {
    spec.word_characters_max = 3;
    spec.added_tokens[4].strips_left = spec.added_tokens[4].strips_right = true;
    spec.added_tokens.push_back({.content = "aE", .id = 22, .normalized = true});
  }
  auto made = Tokenizer::make(std::move(spec));
  CHECK(made, "the tiny tokenizer is sound");
  return *std::move(made);
}

/// The text with every broken part replaced, as UTF-8.
std::string repaired(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const auto decoded = cognate::text::decode_utf8(text);
    CHECK(decoded.bytes >= 1 && decoded.bytes <= text.size(), "decoding stays inside the text");
    cognate::text::append_utf8(decoded.character, clean);
    text.remove_prefix(decoded.bytes);
  }
  return clean;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  const Tokenizer tokenizer = make(data[0]);
  const std::size_t tokens_max = 2 + data[1];
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);

  Ids ids, all, of_repaired;
  tokenizer.encode(text, tokens_max, ids);
  tokenizer.encode(text, SIZE_MAX, all);
  tokenizer.encode(repaired(text), tokens_max, of_repaired);
  CHECK(ids.size() >= 2 && ids.size() <= tokens_max, "as many ids as were asked for");
  CHECK(ids.front() == 2 && ids.back() == 3, "special tokens at both ends");
  CHECK(std::ranges::all_of(ids, [&](auto id) { return id < tokenizer.vocabulary_size(); }),
        "every id has a token");
  CHECK(ids.size() == std::min(all.size(), tokens_max), "cut only when it must be");
  CHECK(std::equal(ids.begin(), ids.end() - 1, all.begin()), "cutting keeps the start");
  CHECK(ids == of_repaired, "broken bytes are U+FFFD");
  return 0;
}
