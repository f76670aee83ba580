// The only room that names concrete classes: here the parts are put together.

#include "cognate/engine.h"

#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "base/paths.h"
#include "engine/embedding_stack.h"
#include "engine/vocabulary_file.h"
#include "io/address.h"
#include "io/open_source.h"
#include "schema/explain.h"
#include "schema/match.h"

namespace cognate {
namespace {

constexpr std::size_t kTablesShownMax = 10;

/// What to type for each of the tables.
std::string addresses_in_a_row(const std::string& shown, const std::vector<std::string>& names) {
  std::string row;
  for (std::size_t i = 0; i < std::min(names.size(), kTablesShownMax); ++i) {
    row += (i > 0 ? ", " : "") + io::typed_address(shown, names[i]);
  }
  return row + (names.size() > kTablesShownMax ? ", ..." : "");
}

std::string what_is_left_out(const std::vector<Problem>& left_out) {
  std::string words;
  for (std::size_t i = 0; i < std::min(left_out.size(), kTablesShownMax); ++i) {
    words += (i > 0 ? ", " : "") + left_out[i].message;
  }
  return words.empty() ? words : fmt::format("; {} more left out: {}", left_out.size(), words);
}

class LocalEngine final : public Engine {
 public:
  LocalEngine(EngineOptions options, schema::Vocabulary vocabulary)
      : options_(std::move(options)), vocabulary_(std::move(vocabulary)), embedding_(options_) {}

  Result<Table> read(const std::string& path, std::stop_token stop) override {
    TRY(const auto source, io::open_source(real_file_system(), path));
    TRY(const auto tables, source->tables());
    if (tables.size() != 1) {
      const std::string shown = io::shown_address(path);
      return fail(Code::invalid_argument,
                  "{}: holds {} tables where one is needed; name one of them: {}{}", shown,
                  tables.size(), addresses_in_a_row(shown, tables),
                  what_is_left_out(source->left_out()));
    }
    const SampleOptions sample = {.rows_max = options_.sample_rows_max,
                                  .bytes_max = options_.sample_bytes_max,
                                  .strict = options_.strict,
                                  .stop = std::move(stop)};
    return source->sample(tables[0], sample);
  }

  Result<PreparedTable> prepare(const Table& table, std::stop_token stop) override {
    TRY(EmbeddingService* const model, service());
    TRY(auto prepared, schema::prepare(table, *model, effort(std::move(stop))));
    return std::make_shared<const schema::PreparedTable>(std::move(prepared));
  }

  Result<Mapping> match(const PreparedTable& source, const PreparedTable& target,
                        const MatchOptions& options, std::stop_token stop) override {
    return schema::match(*source, *target, options, effort(std::move(stop)));
  }

  Result<Mapping> match(const Table& source, const Table& target, const MatchOptions& options,
                        std::stop_token stop) override {
    TRY(EmbeddingService* const model, service());
    return schema::match(source, target, *model, options, effort(std::move(stop)));
  }

  Result<Explanation> explain(const PreparedTable& source, std::size_t source_column,
                              const PreparedTable& target, std::size_t target_column,
                              const MatchOptions& options, std::stop_token stop) override {
    return schema::explain(*source, source_column, *target, target_column, options,
                           effort(std::move(stop)));
  }

  Result<EmbeddingService*> service() override { return embedding_.service(); }
  Result<Embedder*> embedder() override { return embedding_.embedder(); }
  PerformanceMonitor& monitor() override { return embedding_.monitor(); }
  MetricsRegistry& metrics() override { return embedding_.metrics(); }

  const EngineOptions& options() const noexcept override { return options_; }

 private:
  schema::Effort effort(std::stop_token stop) const {
    return {.threads = options_.threads, .stop = std::move(stop), .vocabulary = &vocabulary_};
  }

  const EngineOptions options_;
  const schema::Vocabulary vocabulary_;
  engine::EmbeddingStack embedding_;
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
  if (options.embedding.batch_size > limits::kBatchSizeMax) {
    return fail(Code::invalid_argument, "a batch size of {}: {} is the most",
                options.embedding.batch_size, limits::kBatchSizeMax);
  }
  if (options.home.empty()) {
    TRY(options.home, cognate_home(process_environment()));
  }
  TRY(auto vocabulary, engine::vocabulary_at(real_file_system(), options.vocabulary));
  return std::make_unique<LocalEngine>(std::move(options), std::move(vocabulary));
}

Result<PreparedTable> Engine::prepare(const std::string& path, std::stop_token stop) {
  TRY(const Table table, read(path, stop));
  return prepare(table, std::move(stop));
}

Result<Mapping> Engine::match(const std::string& source_path, const std::string& target_path,
                              const MatchOptions& options, std::stop_token stop) {
  TRY(const Table source, read(source_path, stop));
  TRY(const Table target, read(target_path, stop));
  return match(source, target, options, std::move(stop));
}

Result<Matrix> Engine::embed(std::span<const std::string_view> texts, const EmbedOptions& options) {
  TRY(EmbeddingService* const model, service());
  return model->embed(texts, options);
}

}  // namespace cognate
