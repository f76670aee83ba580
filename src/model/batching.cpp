#include "model/batching.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/hash.h"

namespace cognate::model {
namespace {

struct TextHash {
  std::size_t operator()(std::string_view text) const noexcept { return hash64(text); }
};

}  // namespace

Distinct distinct(std::span<const std::string_view> requests) {
  Distinct result;
  result.index.reserve(requests.size());
  std::unordered_map<std::string_view, std::size_t, TextHash> seen(requests.size());
  for (const std::string_view text : requests) {
    const auto [at, fresh] = seen.emplace(text, result.texts.size());
    if (fresh) {
      result.texts.push_back(text);
    }
    result.index.push_back(at->second);
  }
  return result;
}

std::vector<std::vector<std::size_t>> cut_batches(std::span<const std::size_t> lengths,
                                                  std::size_t tokens_max) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  std::vector<std::vector<std::size_t>> batches;
  std::size_t tokens = 0;
  for (const std::size_t text : order) {
    if (batches.empty() || tokens + lengths[text] > tokens_max) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(text);
    tokens += lengths[text];
  }
  return batches;
}

}  // namespace cognate::model
