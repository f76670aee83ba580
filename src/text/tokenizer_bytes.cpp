// A tokenizer as bytes: a head, the added tokens, the vocabulary.

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.h"
#include "text/tokenizer.h"

namespace cognate::text {
namespace {

struct Head {
  std::uint32_t switches = 0;  // one bit each, in their order
  std::uint32_t unknown_id = 0;
  std::uint32_t first_id = 0;
  std::uint32_t last_id = 0;
  std::uint32_t word_characters_max = 0;
  std::uint32_t raw_tokens = 0;
  std::uint32_t normalized_tokens = 0;
  std::uint32_t vocabulary_at = 0;  // a multiple of 8
};
static_assert(sizeof(Head) == 32);

struct TokenHead {
  std::uint32_t id = 0;
  std::uint32_t flags = 0;  // normalized, strips_left, strips_right
  std::uint32_t bytes = 0;
};
static_assert(sizeof(TokenHead) == 12);

std::uint32_t bits(std::initializer_list<bool> flags) {
  std::uint32_t result = 0;
  for (std::uint32_t i = 0; const bool flag : flags) {
    result |= static_cast<std::uint32_t>(flag) << i++;
  }
  return result;
}

template <class T>
std::string_view raw(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

/// Reads a T from the start of `bytes`, which loses it; false when there is too little.
template <class T>
bool take(std::string_view& bytes, T& value) {
  if (bytes.size() < sizeof(value)) {
    return false;
  }
  std::memcpy(&value, bytes.data(), sizeof(value));
  bytes.remove_prefix(sizeof(value));
  return true;
}

Error cut_short() { return fail(Code::corrupt, "the tokenizer is cut short"); }

Result<AddedTokens> take_tokens(std::string_view& bytes, std::size_t count,
                                std::size_t vocabulary_size) {
  std::vector<AddedToken> tokens;
  for (std::size_t i = 0; i < count; ++i) {
    TokenHead head;
    if (!take(bytes, head) || head.bytes > bytes.size()) {
      return cut_short();
    }
    if (head.id >= vocabulary_size) {
      return fail(Code::corrupt, "an added token has the id {} of {}", head.id, vocabulary_size);
    }
    tokens.push_back({.content = std::string(bytes.substr(0, head.bytes)),
                      .id = head.id,
                      .normalized = (head.flags & 1) != 0,
                      .strips_left = (head.flags & 2) != 0,
                      .strips_right = (head.flags & 4) != 0});
    bytes.remove_prefix(head.bytes);
  }
  return AddedTokens::make(std::move(tokens));
}

}  // namespace

std::string Tokenizer::to_bytes() const {
  const NormalizerSwitches& on = normalizer_.switches();
  Head head{
      .switches = bits({on.clean_text, on.handle_chinese_chars, on.strip_accents, on.lowercase}),
      .unknown_id = model_.unknown_id,
      .first_id = first_id_,
      .last_id = last_id_,
      .word_characters_max = static_cast<std::uint32_t>(model_.word_characters_max),
      .raw_tokens = static_cast<std::uint32_t>(raw_tokens_.tokens().size()),
      .normalized_tokens = static_cast<std::uint32_t>(normalized_tokens_.tokens().size())};
  std::string tokens;
  for (const AddedTokens* list : {&raw_tokens_, &normalized_tokens_}) {
    for (const AddedToken& token : list->tokens()) {
      tokens +=
          raw(TokenHead{.id = token.id,
                        .flags = bits({token.normalized, token.strips_left, token.strips_right}),
                        .bytes = static_cast<std::uint32_t>(token.content.size())});
      tokens += token.content;
    }
  }
  tokens.resize((tokens.size() + 7) / 8 * 8);
  head.vocabulary_at = static_cast<std::uint32_t>(sizeof(head) + tokens.size());
  return std::string(raw(head)) + tokens + model_.vocabulary.to_bytes();
}

Result<Tokenizer> Tokenizer::from_bytes(std::string_view bytes) {
  Head head;
  std::string_view tokens = bytes;
  if (!take(tokens, head) || head.vocabulary_at < sizeof(head) ||
      head.vocabulary_at > bytes.size() || head.vocabulary_at % 8 != 0) {
    return cut_short();
  }
  tokens = tokens.substr(0, head.vocabulary_at - sizeof(head));
  const auto on = [&](std::uint32_t bit) { return (head.switches >> bit & 1) != 0; };
  Tokenizer made({.clean_text = on(0),
                  .handle_chinese_chars = on(1),
                  .strip_accents = on(2),
                  .lowercase = on(3)});
  TRY(made.model_.vocabulary, Vocabulary::from_bytes(bytes.substr(head.vocabulary_at)));
  const std::size_t size = made.vocabulary_size();
  if (std::max({head.unknown_id, head.first_id, head.last_id}) >= size ||
      head.word_characters_max == 0 || head.word_characters_max > limits::kWordCharactersMax) {
    return fail(Code::corrupt, "the tokenizer has ids or a length that cannot be");
  }
  made.model_.unknown_id = head.unknown_id;
  made.model_.word_characters_max = head.word_characters_max;
  made.first_id_ = head.first_id;
  made.last_id_ = head.last_id;
  TRY(made.raw_tokens_, take_tokens(tokens, head.raw_tokens, size));
  TRY(made.normalized_tokens_, take_tokens(tokens, head.normalized_tokens, size));
  return made;
}

}  // namespace cognate::text
