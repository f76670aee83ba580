#pragma once
// A lake of columns: every column of many tables, embedded and kept in a vector store, to be asked
// "which columns here mean the same as this one?".
//
//   auto lake = cognate::Lake::open(*engine, "lake");
//   (*lake)->index({"warehouse/", "postgresql://me@host/sales"});
//   auto found = (*lake)->find_similar_columns("customer birth date");
//
// A column is a document of the store: its vector is that of its name and typical values, its
// payload what docs/lake.md lists, so that filters can ask for it (type = "date" and nulls < 0.1).
// Thread-safety: searches by many threads at once, also beside one index().

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/engine.h"
#include "cognate/store.h"

namespace cognate {

struct LakeOptions {
  /// What a new store is made like where there is none; path, dimension and model are filled in.
  /// Nothing: there must be one.
  std::optional<StoreDescription> create = StoreDescription{.provider = "native", .spec = {}};
  OpenOptions open = {};
};

/// How far indexing is.
struct IndexProgress {
  std::size_t tables_done = 0;
  std::size_t tables = 0;
  std::size_t columns_done = 0;  ///< of the tables done
};

struct IndexReport {
  std::size_t tables = 0;            ///< seen
  std::size_t tables_unchanged = 0;  ///< of these, as they were when they were indexed before
  std::size_t columns_written = 0;
  std::size_t columns_removed = 0;     ///< no longer in their table, or their table is gone
  std::vector<Problem> problems = {};  ///< sources and tables that could not be read, and why
};

struct FindOptions {
  std::size_t n_results = 10;
  std::optional<double> score_threshold = {};  ///< of similarity_score
  Filter filter = {};
  bool use_approximate = true;  ///< false: every column is compared
  std::stop_token stop = {};
};

class Lake {
 public:
  /// Errors: those of create_vector_store and open_vector_store; invalid_argument (the store is of
  /// another model than the engine's); those of Engine::service.
  static Result<std::unique_ptr<Lake>> open(Engine& engine, const std::string& path,
                                            const LakeOptions& options = {});
  virtual ~Lake() = default;

  /// Reads a sample of every table of the sources (as Engine::read takes them; of a folder or a
  /// database every table), and writes the columns of those that are new or changed. What was
  /// written stays when it is stopped: the next call goes on from there. Columns and tables that
  /// are gone from a source are erased. A table that cannot be read is a problem of the report.
  /// Errors: deadline (stopped), and those of the store and of the model.
  virtual Result<IndexReport> index(std::span<const std::string> sources,
                                    const std::function<void(const IndexProgress&)>& progress = {},
                                    std::stop_token stop = {}) = 0;

  /// The columns whose vector is nearest to this one, nearest first. Errors: invalid_argument
  /// (dimension), deadline.
  virtual Result<std::vector<SimilarColumn>> find_similar_columns(std::span<const float> vector,
                                                                  const FindOptions& options) = 0;
  /// To what these words say.
  virtual Result<std::vector<SimilarColumn>> find_similar_columns(std::string_view words,
                                                                  const FindOptions& options) = 0;
  /// To a column of a table.
  virtual Result<std::vector<SimilarColumn>> find_similar_columns(const Table& table,
                                                                  std::size_t column,
                                                                  const FindOptions& options) = 0;
  virtual Store& store() = 0;
};

}  // namespace cognate
