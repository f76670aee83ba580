#pragma once
// The model that a server answers with: loaded beside the server's start, so that it answers
// "not ready" from its first moment.
//
// Thread-safety: every function may be called from any thread.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "cognate/engine.h"
#include "text/tokenizer.h"

namespace cognate::server {

struct LoadedModel {
  EmbeddingService* service;
  EmbedderInfo info;
  text::Tokenizer tokenizer;

  /// Tokens that the model sees of the text, the special ones included.
  std::size_t count_tokens(std::string_view text) const;
};

class ModelGate {
 public:
  /// Begins to load. `failed` is called when that cannot be done. REQUIRES: the engine outlives it.
  ModelGate(Engine& engine, std::function<void()> failed);

  /// Null until the model is there.
  const LoadedModel* model() const noexcept { return ready_.load(std::memory_order_acquire); }
  /// Why it will never be there.
  std::optional<Error> error() const;

 private:
  Result<LoadedModel> load();

  Engine& engine_;
  mutable std::mutex mutex_;
  std::optional<Error> error_;         // guarded by mutex_
  std::optional<LoadedModel> loaded_;  // written once, before ready_
  std::atomic<const LoadedModel*> ready_{nullptr};
  std::jthread loader_;
};

}  // namespace cognate::server
