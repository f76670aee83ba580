// The only room that names concrete classes: here the parts are put together.

#include "cognate/engine.h"

#include <mutex>

#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/paths.h"
#include "engine/model_cache.h"
#include "io/open_source.h"
#include "model/embedder.h"
#include "schema/match.h"

namespace cognate {
namespace {

std::string names_in_a_row(const std::vector<std::string>& names) {
  constexpr std::size_t kShownMax = 5;
  std::string row;
  for (std::size_t i = 0; i < std::min(names.size(), kShownMax); ++i) {
    row += (i > 0 ? ", " : "") + names[i];
  }
  return row + (names.size() > kShownMax ? ", ..." : "");
}

class LocalEngine final : public Engine {
 public:
  explicit LocalEngine(EngineOptions options) : options_(std::move(options)) {}

  Result<Table> read(const std::string& path, std::stop_token stop) override {
    TRY(const auto source, io::open_source(real_file_system(), path));
    TRY(const auto tables, source->tables());
    if (tables.size() != 1) {
      return fail(Code::invalid_argument,
                  "{}: holds {} tables ({}) where one is needed; give the path of one of them",
                  path, tables.size(), names_in_a_row(tables));
    }
    const SampleOptions sample = {.rows_max = options_.sample_rows_max,
                                  .bytes_max = options_.sample_bytes_max,
                                  .strict = options_.strict,
                                  .stop = std::move(stop)};
    return source->sample(tables[0], sample);
  }

  Result<Mapping> match(const Table& source, const Table& target, const MatchOptions& options,
                        std::stop_token stop) override {
    TRY(Embedder* const model, embedder());
    return schema::match(source, target, *model, options, std::move(stop));
  }

  Result<Embedder*> embedder() override {
    const std::lock_guard lock(mutex_);
    if (embedder_ == nullptr) {
      const engine::ModelCache cache(real_file_system(), options_.home);
      TRY(const std::string folder, cache.find(options_.model));
      const model::LoadOptions load = {.threads = options_.threads,
                                       .precision = options_.precision,
                                       .packed_folder = join_path(options_.home, "packed")};
      TRY(embedder_, model::load_embedder(real_file_system(), folder, load));
      log::info("model {} loaded from {}", embedder_->info().model, folder);
    }
    return embedder_.get();
  }

  const EngineOptions& options() const noexcept override { return options_; }

 private:
  const EngineOptions options_;
  std::mutex mutex_;
  std::unique_ptr<Embedder> embedder_;  // guarded by mutex_
};

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
  if (options.threads > limits::kThreadsMax) {
    return fail(Code::invalid_argument, "{} threads: {} are the most", options.threads,
                limits::kThreadsMax);
  }
  if (options.sample_rows_max == 0 || options.sample_bytes_max == 0) {
    return fail(Code::invalid_argument, "a sample needs at least one row and one byte");
  }
  if (options.home.empty()) {
    TRY(options.home, cognate_home(process_environment()));
  }
  return std::make_unique<LocalEngine>(std::move(options));
}

Result<Mapping> Engine::match(const std::string& source_path, const std::string& target_path,
                              const MatchOptions& options, std::stop_token stop) {
  TRY(const Table source, read(source_path, stop));
  TRY(const Table target, read(target_path, stop));
  return match(source, target, options, std::move(stop));
}

Result<Matrix> Engine::embed(std::span<const std::string_view> texts, const EmbedOptions& options) {
  TRY(Embedder* const model, embedder());
  return model->embed(texts, options);
}

}  // namespace cognate
