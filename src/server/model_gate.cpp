#include "server/model_gate.h"

#include <utility>
#include <vector>

#include "base/file_system.h"
#include "base/log.h"
#include "engine/model_cache.h"
#include "model/config.h"

namespace cognate::server {

std::size_t LoadedModel::count_tokens(std::string_view text) const {
  thread_local std::vector<std::uint32_t> ids;
  tokenizer.encode(text, info.tokens_max, ids);
  return ids.size();
}

ModelGate::ModelGate(Engine& engine, std::function<void()> failed) : engine_(engine) {
  loader_ = std::jthread([this, failed = std::move(failed)] {
    auto loaded = load();
    if (!loaded) {
      {
        const std::lock_guard lock(mutex_);
        error_ = loaded.error();
      }
      return failed();
    }
    loaded_.emplace(*std::move(loaded));
    ready_.store(&*loaded_, std::memory_order_release);
    log::info("ready: {} ({}, {} dimensions)", loaded_->info.model, loaded_->info.precision,
              loaded_->info.dimension);
  });
}

std::optional<Error> ModelGate::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

Result<LoadedModel> ModelGate::load() {
  const EngineOptions& options = engine_.options();
  TRY(const std::string folder,
      engine::ModelCache(real_file_system(), options.home).find(options.model));
  TRY(const auto config, model::read_model_config(real_file_system(), folder));
  TRY(auto tokenizer, text::Tokenizer::load(real_file_system(), folder, config.lowercase));
  TRY(EmbeddingService* const service, engine_.service());
  TRY(const Embedder* const embedder, engine_.embedder());  // now, not at the first request
  return LoadedModel{
      .service = service, .info = embedder->info(), .tokenizer = std::move(tokenizer)};
}

}  // namespace cognate::server
