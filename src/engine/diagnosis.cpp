#include "engine/diagnosis.h"

#include <array>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_system.h"
#include "base/paths.h"
#include "base/processor.h"
#include "base/thread_pool.h"
#include "engine/model_cache.h"
#include "io/duckdb/duckdb_source.h"
#include "model/packed_store.h"
#include "simd/kernels.h"

namespace cognate::engine {
namespace {

Finding processor(const EngineOptions&) {
  return {.topic = "processor",
          .text = fmt::format("{}, {} to work with", processor_name(real_file_system()),
                              ThreadPool::processors())};
}

Finding kernels(const EngineOptions&) {
  const std::string problem = simd::forced_isa_problem();
  const simd::Precision* fast = simd::precision("fast");
  return {.topic = "arithmetic",
          .text = fmt::format("{} kernels; fast mode: {}{}{}", simd::kernels().name,
                              fast == nullptr ? "none on this processor" : fast->name,
                              problem.empty() ? "" : "; ", problem),
          .good = problem.empty()};
}

Finding threads(const EngineOptions& options) {
  const std::size_t count = options.threads == 0 ? ThreadPool::processors() : options.threads;
  return {.topic = "threads", .text = fmt::format("{}", count)};
}

Finding parquet_and_json(const EngineOptions&) {
  const Status ready = io::duckdb_ready();
  return {.topic = "Parquet, JSON",
          .text = ready ? "read and written through DuckDB" : ready.error().message,
          // A build without it is a choice; a library that does not load is not.
          .good = ready || ready.error().code == Code::unsupported};
}

Finding cache(const EngineOptions& options) {
  const ModelCache models(real_file_system(), options.home);
  const auto list = models.list();
  return list ? Finding{.topic = "model cache",
                        .text = fmt::format("{} ({} in it)", models.folder(), list->size())}
              : Finding{.topic = "model cache", .text = list.error().message, .good = false};
}

Finding model(const EngineOptions& options) {
  const Stopwatch watch;
  const auto engine = Engine::open(options);
  const auto embedder = engine ? (*engine)->embedder() : Result<Embedder*>(engine.error());
  if (!embedder) {
    return {.topic = "model", .text = embedder.error().message, .good = false};
  }
  const double loaded_seconds = watch.seconds();
  const std::string_view text = "date of birth";
  const auto vectors = (*embedder)->embed({&text, 1}, {});
  if (!vectors) {
    return {.topic = "model", .text = vectors.error().message, .good = false};
  }
  const EmbedderInfo& info = (*embedder)->info();
  return {.topic = "model",
          .text = fmt::format("{} ({}, {} dimensions, {} tokens a text), loaded in {:.0f} ms",
                              info.model, info.precision, info.dimension, info.tokens_max,
                              loaded_seconds * 1000)};
}

Finding packed(const EngineOptions& options) {
  const std::string topic = "packed model";
  const auto folder = ModelCache(real_file_system(), options.home).find(options.model);
  if (!folder) {
    return {.topic = topic, .text = "none: there is no model"};
  }
  const model::PackedStore store(real_file_system(), join_path(options.home, "packed"), *folder);
  const auto states = store.list(false);
  if (!states) {
    return {.topic = topic, .text = states.error().message, .good = false};
  }
  std::string text;
  for (const model::PackedState& state : *states) {
    text +=
        fmt::format("{}{} ({:.1f} MB{})", text.empty() ? "" : ", ", state.name,
                    static_cast<double>(state.bytes) / 1e6, state.whole ? "" : "; to be made anew");
  }
  return {.topic = topic,
          .text = text.empty() ? "not kept: the cache folder cannot be written"
                               : text + " in " + store.folder(),
          .good = !text.empty()};
}

constexpr std::array kLookAt = {processor, kernels, threads, parquet_and_json,
                                cache,     model,   packed};

}  // namespace

std::vector<Finding> diagnose(const EngineOptions& options) {
  std::vector<Finding> findings;
  for (const auto look : kLookAt) {
    findings.push_back(look(options));
  }
  return findings;
}

}  // namespace cognate::engine
