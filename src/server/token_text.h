#pragma once
// Token ids as text: for clients that send ids instead of texts, and for those who want to see
// them. Pure functions.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cognate/result.h"
#include "server/model_gate.h"

namespace cognate::server {

/// [CLS], [SEP] and their like.
bool is_special_token(std::string_view token) noexcept;

/// The text of the ids as the reference decoder writes it: pieces glued, special tokens left out on
/// request, the usual blanks before punctuation taken away. Error invalid_argument: no token has
/// such an id.
Result<std::string> decode_tokens(const text::Tokenizer& tokenizer,
                                  std::span<const std::uint32_t> ids, bool skip_special);

/// A text that this model reads as just these ids, special ones at the ends not counted. Error
/// invalid_argument: there is none, so the ids are not of this model's tokenizer.
Result<std::string> text_of_tokens(const LoadedModel& model, std::span<const std::uint32_t> ids);

}  // namespace cognate::server
