#pragma once
// The texts of a request, in every form that clients write them. For .cpp files only (simdjson).

#include <string>
#include <vector>

#include "cognate/result.h"
#include "server/model_gate.h"
#include "text/json_fields.h"

namespace cognate::server {

/// A text, a list of texts, a list of token ids, or a list of these lists, under `name`. None is
/// empty. Errors, beginning with the field: invalid_argument.
Result<std::vector<std::string>> read_inputs(const text::JsonObject& body, std::string_view name,
                                             const LoadedModel& model);

/// A list of texts, or one, under `name`; they may be empty where `may_be_empty`.
Result<std::vector<std::string>> read_texts(const text::JsonObject& body, std::string_view name,
                                            bool may_be_empty = false);

/// A list of token ids under `name`.
Result<std::vector<std::uint32_t>> read_ids(const text::JsonField& field);

/// The tokens of all texts together, as the model sees them.
std::size_t count_tokens(const LoadedModel& model, const std::vector<std::string>& texts);

}  // namespace cognate::server
