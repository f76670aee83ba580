#include "engine/memo_embedder.h"

#include <algorithm>

#include "base/limits.h"

namespace cognate::engine {

Result<Matrix> MemoEmbedder::embed(std::span<const std::string_view> texts,
                                   const EmbedOptions& options) {
  const std::lock_guard lock(mutex_);
  if (vectors_.size() + texts.size() > limits::kMemoTextsMax) {
    vectors_.clear();
  }
  std::vector<std::string_view> unknown;
  for (const std::string_view text : texts) {
    if (!vectors_.contains(std::string(text))) {
      unknown.push_back(text);
    }
  }
  TRY(Matrix fresh, inner_.embed(unknown, options));
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const auto row = fresh.row(i);
    vectors_.insert_or_assign(std::string(unknown[i]), std::vector<float>(row.begin(), row.end()));
  }
  Matrix out(texts.size(), info().dimension);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::ranges::copy(vectors_.at(std::string(texts[i])), out.row(i).begin());
  }
  return out;
}

}  // namespace cognate::engine
