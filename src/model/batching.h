#pragma once
// Which texts are encoded together: equal texts once, longest first, cut by tokens.

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace cognate::model {

/// Equal texts of a request share one entry of `texts`; `index[i]` is the entry of request i.
struct Distinct {
  std::vector<std::string_view> texts;
  std::vector<std::size_t> index;
};
Distinct distinct(std::span<const std::string_view> requests);

/// Positions of `lengths` (tokens of each text), longest first and stable, cut into batches of at
/// most `tokens_max` tokens; a text longer than that is a batch of its own. Longest first, so that
/// the last batches of the workers are the small ones.
std::vector<std::vector<std::size_t>> cut_batches(std::span<const std::size_t> lengths,
                                                  std::size_t tokens_max);

}  // namespace cognate::model
