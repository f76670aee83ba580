#pragma once
// The library's front door: two tables in, a mapping out; texts in, vectors out.
//
//   auto engine = cognate::Engine::open({.threads = 4});
//   auto mapping = (*engine)->match("orders.csv", "warehouse.parquet");
//   for (const cognate::Match& match : mapping->matches) { ... }
//
// Every function that can fail answers with a Result (cognate/result.h): look at it before you take
// the value. An Engine may be used by many threads at once. The model is loaded when it is first
// needed; until then an Engine costs nothing.

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/embedder.h"
#include "cognate/embedding_service.h"
#include "cognate/mapping.h"
#include "cognate/performance.h"
#include "cognate/result.h"
#include "cognate/table.h"

namespace cognate {

class MetricsRegistry;
namespace schema {
struct PreparedTable;
}

/// A table made ready for matching by Engine::prepare: its columns profiled and embedded.
/// Immutable, of bounded size whatever the table, and shared by as many threads and matches as one
/// likes.
using PreparedTable = std::shared_ptr<const schema::PreparedTable>;

struct EngineOptions {
  /// A name in the model cache (`cognate model list`), or a folder with the model's files.
  std::string model = "all-MiniLM-L6-v2";
  /// The folder of models and caches. Empty: COGNATE_HOME, else the XDG cache folder.
  std::string home = {};
  std::size_t threads = 0;  ///< to compute with; 0: every processor this process may use
  /// "f32": within 1e-5 of the model's published arithmetic. "near": the quickest mode of this
  /// processor that loses next to nothing (`cognate match` takes it). "fast": the quickest mode, a
  /// little coarser; refused where there is none.
  std::string precision = "f32";
  std::size_t sample_rows_max = 10'000;                  ///< of each table
  std::size_t sample_bytes_max = std::size_t{64} << 20;  ///< of cell text of each table
  /// A file of abbreviations and synonyms of your own (docs/matching.md); empty: none.
  std::string vocabulary = {};
  bool strict = false;  ///< a wrong row in a file is an error; else it is noted in Table::problems
  EmbeddingConfig embedding = {};
};

class Engine {
 public:
  /// Errors: invalid_argument (options that make no sense; a vocabulary with a wrong line),
  /// not_found (no folder for models: the environment names none; no such vocabulary).
  static Result<std::unique_ptr<Engine>> open(EngineOptions options);
  virtual ~Engine() = default;

  /// A table with a bounded sample of its rows, from a file, a folder, a data dictionary, SQL
  /// text or a database (docs/inputs.md); "path#table" names one of several. Errors: not_found,
  /// invalid_argument (several tables; the message says what to type for each), unavailable (no
  /// connection), corrupt, unsupported, io, deadline (stopped).
  virtual Result<Table> read(const std::string& path, std::stop_token stop = {}) = 0;

  /// What matching needs to know of a table, worked out once. A table that is matched with many
  /// others is prepared first; preparing is the costly part. Errors: deadline (stopped), and those
  /// of service().
  virtual Result<PreparedTable> prepare(const Table& table, std::stop_token stop = {}) = 0;
  /// The same for a path, read first.
  Result<PreparedTable> prepare(const std::string& path, std::stop_token stop = {});

  /// Which column of `source` means the same as which of `target`. Errors: invalid_argument (also:
  /// tables prepared with different models), deadline (stopped).
  virtual Result<Mapping> match(const PreparedTable& source, const PreparedTable& target,
                                const MatchOptions& options = {}, std::stop_token stop = {}) = 0;
  /// The same for tables, prepared first, in one go. Errors also: those of service().
  virtual Result<Mapping> match(const Table& source, const Table& target,
                                const MatchOptions& options = {}, std::stop_token stop = {}) = 0;
  /// The same for two paths, read first.
  Result<Mapping> match(const std::string& source_path, const std::string& target_path,
                        const MatchOptions& options = {}, std::stop_token stop = {});

  /// How the score of one pair of columns (their positions) comes about. Errors: invalid_argument
  /// (no such column, or a pair that was not compared), and those of match().
  virtual Result<Explanation> explain(const PreparedTable& source, std::size_t source_column,
                                      const PreparedTable& target, std::size_t target_column,
                                      const MatchOptions& options = {},
                                      std::stop_token stop = {}) = 0;

  /// What embeds, for everything: it batches, remembers, and serves many callers. Made, and its
  /// model loaded, at the first call; it lives as long as the engine. Errors: not_found (the model
  /// is not in the cache; the message says how to get it), corrupt, unsupported, io,
  /// invalid_argument (the model needs more than the memory limit).
  virtual Result<EmbeddingService*> service() = 0;
  /// The model behind the service, for measuring: every call computes. Errors: those of service().
  virtual Result<Embedder*> embedder() = 0;
  virtual PerformanceMonitor& monitor() = 0;
  /// All counters and histograms (base/metrics.h).
  virtual MetricsRegistry& metrics() = 0;

  /// One row a text, in order, by the service (see Embedder::embed).
  Result<Matrix> embed(std::span<const std::string_view> texts, const EmbedOptions& options = {});

  virtual const EngineOptions& options() const noexcept = 0;
};

}  // namespace cognate
