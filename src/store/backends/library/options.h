#pragma once
// Options of a back end as numbers. Pure functions.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cognate/result.h"
#include "store/vector_index.h"

namespace cognate::store {

/// What the spec says of the option, or its fallback. REQUIRES: a row of that name.
std::string option_text(const StoreSpec& spec, std::span<const Backend::Option> options,
                        std::string_view name);

struct WholeRange {
  std::size_t least;
  std::size_t most;
};
/// The same as a whole number; nothing where it is "auto". Error invalid_argument.
Result<std::optional<std::size_t>> option_number(const StoreSpec& spec,
                                                 std::span<const Backend::Option> options,
                                                 std::string_view name, const WholeRange& range);

}  // namespace cognate::store
