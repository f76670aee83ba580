#include "cli/open_engine.h"

#include <fmt/format.h>

#include "base/file_system.h"
#include "base/limits.h"
#include "engine/model_cache.h"
#include "model/embedder.h"
#include "model/pack_model.h"

namespace cognate::cli {

namespace {

std::string precision_of(const Config& config, Purpose purpose) {
  const std::string own = purpose == Purpose::matching ? config.text("match.precision") : "auto";
  if (own != "auto") {
    return own;
  }
  const bool near =
      purpose == Purpose::matching && config.value("precision").origin == Origin::builtin;
  return near ? "near" : config.text("precision");
}

/// Says on a terminal what takes some seconds once: a model that is packed in steps of integers.
void announce_packing(Session& session, const EngineOptions& options) {
  const simd::Precision* const precision = simd::precision(options.precision.c_str());
  if (!session.console.error_is_terminal() || precision == nullptr ||
      !model::needs_calibration(*precision)) {
    return;
  }
  const auto folder = engine::ModelCache(real_file_system(), options.home).find(options.model);
  if (folder && !model::describe_embedder(real_file_system(), *folder,
                                          {.precision = options.precision,
                                           .packed_folder = join_path(options.home, "packed")})) {
    session.console.note(fmt::format("{} is calibrated and packed for {} first: some seconds, once",
                                     options.model, precision->name));
  }
}

}  // namespace

Result<std::unique_ptr<Engine>> open_engine(Session& session, Purpose purpose) {
  const auto count = [&](std::string_view key) {
    return static_cast<std::size_t>(session.config.integer(key));
  };
  const Config& config = session.config;
  const bool remember = config.boolean("cache.enabled");
  TRY(std::string home, cognate_home(session.environment));
  EngineOptions options = {
      .model = config.text("model"),
      .home = std::move(home),
      .threads = config.boolean("service.parallel") ? count("threads") : 1,
      .precision = precision_of(config, purpose),
      .sample_rows_max = count("sample_rows"),
      .sample_bytes_max = count("sample_megabytes") * limits::kMiB,
      .vocabulary = config.text("match.vocabulary"),
      .strict = session.given.has("--strict"),
      .embedding = {
          .batch_size = count("service.batch_size"),
          .memory_bytes_max = count("service.memory_megabytes") * limits::kMiB,
          .cache_bytes_max = remember ? count("cache.megabytes") * limits::kMiB : 0,
          .cache_ttl = std::chrono::seconds(count("cache.ttl_seconds")),
          .cache_half_precision = config.boolean("cache.half_precision"),
          .warm_file = config.text("cache.warm_file"),
          .disk_bytes_max = count("cache.disk_megabytes") * limits::kMiB,
      }};
  announce_packing(session, options);
  return Engine::open(std::move(options));
}

}  // namespace cognate::cli
