#include "embed/token_estimate.h"

#include <algorithm>

namespace cognate::embed {
namespace {

constexpr std::size_t kEndTokens = 2;        // [CLS] and [SEP]
constexpr std::size_t kLettersPerToken = 5;  // of English; identifiers and numbers have fewer

enum class Kind { word, space, inside, mark };

Kind kind_of(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool letter = (byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z';
  if (letter || (byte >= '0' && byte <= '9')) {
    return Kind::word;
  }
  if (byte <= ' ') {
    return Kind::space;
  }
  return (byte & 0xC0U) == 0x80U ? Kind::inside : Kind::mark;  // inside a character of UTF-8
}

}  // namespace

std::size_t token_estimate(std::string_view text, std::size_t tokens_max) {
  std::size_t tokens = kEndTokens;
  std::size_t letters = 0;  // of the current run
  for (std::size_t i = 0; i < text.size() && tokens < tokens_max; ++i) {
    const Kind kind = kind_of(text[i]);
    const bool starts_token = kind == Kind::word && letters % kLettersPerToken == 0;
    letters = kind == Kind::word ? letters + 1 : 0;
    tokens += starts_token || kind == Kind::mark ? 1 : 0;
  }
  return std::min(tokens, tokens_max);
}

}  // namespace cognate::embed
