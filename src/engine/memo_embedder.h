#pragma once
// An embedder that remembers the vectors of texts it has seen, up to a number of texts; then it
// forgets all and starts again. Thread-safety: embed may be called from many threads.

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "cognate/embedder.h"

namespace cognate::engine {

class MemoEmbedder final : public Embedder {
 public:
  /// REQUIRES: `inner` outlives it.
  explicit MemoEmbedder(Embedder& inner) : inner_(inner) {}

  const EmbedderInfo& info() const noexcept override { return inner_.info(); }
  Result<Matrix> embed(std::span<const std::string_view> texts,
                       const EmbedOptions& options) override;

 private:
  Embedder& inner_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<float>> vectors_;  // guarded by mutex_
};

}  // namespace cognate::engine
