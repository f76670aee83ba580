#pragma once
// A DuckDB of its own in memory that may touch one file and nothing else, and the rows of a query.
// Private to this folder. Used by one thread at a time.
//
// Only SQL that this folder writes is run, never a user's; names and paths go through sql_name and
// sql_text. Extensions are neither installed nor loaded, memory and threads are bounded, nothing is
// spilled to disk, the settings are locked.

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "io/duckdb/library.h"

namespace cognate::io {

/// "a name" and 'a text' as SQL writes them.
std::string sql_name(std::string_view name);
std::string sql_text(std::string_view text);

class DuckDbSession {
 public:
  /// `path` is the file that may be read or written; messages call it `shown_path`. With "1"
  /// thread everything runs in the thread of the caller.
  static Result<std::unique_ptr<DuckDbSession>> open(const std::string& path,
                                                     const std::string& shown_path,
                                                     const char* threads = limits::kDuckDbThreads);
  ~DuckDbSession();
  DuckDbSession(const DuckDbSession&) = delete;
  DuckDbSession& operator=(const DuckDbSession&) = delete;

  const DuckDb& api() const noexcept { return api_; }
  duckdb_connection connection() const noexcept { return connection_; }

  /// Runs a statement whose result nobody needs.
  Status run(const std::string& sql);
  /// What DuckDB said, with the file's name, in one line. Codes: deadline (interrupted),
  /// unavailable (memory), otherwise corrupt.
  Error error(duckdb_error_type type, const char* message) const;

 private:
  DuckDbSession(const DuckDb& api, std::string path, std::string shown_path)
      : api_(api), path_(std::move(path)), shown_path_(std::move(shown_path)) {}
  Status start(const char* threads);

  const DuckDb& api_;
  std::string path_;
  std::string shown_path_;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

/// The rows of a query, streamed; its columns are VARCHAR or FLOAT[].
class DuckDbRows {
 public:
  /// REQUIRES: the session outlives the rows.
  static Result<std::unique_ptr<DuckDbRows>> query(DuckDbSession& session, const std::string& sql,
                                                   const std::stop_token& stop);
  ~DuckDbRows();
  DuckDbRows(const DuckDbRows&) = delete;
  DuckDbRows& operator=(const DuckDbRows&) = delete;

  /// Goes to the next row (the first one at first); false at the end.
  Result<bool> next();
  bool is_null(std::size_t column) const;
  /// Valid until next(). REQUIRES: not null.
  std::string_view text(std::size_t column) const;
  /// Appends the numbers of a FLOAT[], NaN for nulls among them; nothing where it is null.
  void append_floats(std::size_t column, std::vector<float>& numbers) const;

 private:
  explicit DuckDbRows(DuckDbSession& session) : session_(session) {}
  Result<bool> next_chunk();

  struct ColumnData {
    duckdb_vector vector;
    void* data;
    std::uint64_t* validity;
  };
  DuckDbSession& session_;
  std::stop_token stop_;
  duckdb_result result_{};
  duckdb_data_chunk chunk_ = nullptr;
  std::vector<ColumnData> columns_;
  std::size_t row_ = 0;
  std::size_t rows_ = 0;  // of the chunk
};

}  // namespace cognate::io
