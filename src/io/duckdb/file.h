#pragma once
// One Parquet or JSON file, opened by DuckDB: what its columns are, and the SQL that reads it.
// Private to this folder. Used by one thread at a time.

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "io/duckdb/duckdb_source.h"
#include "io/duckdb/local_path.h"
#include "io/duckdb/session.h"

namespace cognate::io {

struct FileColumn {
  std::string name;
  std::string type;  ///< as DuckDB calls it
  bool nullable = true;

  /// Its cells as text, in SQL: nested values as JSON, others as DuckDB casts them.
  std::string as_text() const;
};

class DuckDbFile {
 public:
  /// `local` is where it lies, `shown_path` what messages call it.
  static Result<std::unique_ptr<DuckDbFile>> open(DuckDbKind kind, const std::string& shown_path,
                                                  LocalPath local);

  DuckDbKind kind() const noexcept { return kind_; }
  const std::vector<FileColumn>& columns() const noexcept { return columns_; }

  /// read_parquet(..) or read_json(..); `options` as in ", file_row_number = true".
  std::string reader(const std::string& options = "") const;
  Result<std::unique_ptr<DuckDbRows>> query(const std::string& sql, const std::stop_token& stop);
  /// Of a Parquet, from its footer.
  Result<std::uint64_t> parquet_rows();
  /// From here on the types of a JSON's columns follow from all values, not from the first 20,480.
  Status describe_all_values();
  /// The error with what it means for this kind of file.
  Error explain(Error failure) const;

 private:
  DuckDbFile(DuckDbKind kind, const std::string& shown_path, LocalPath local);
  Status describe();
  Status mark_required();

  DuckDbKind kind_;
  std::string json_options_;
  LocalPath local_;
  std::unique_ptr<DuckDbSession> session_;
  std::vector<FileColumn> columns_;
};

}  // namespace cognate::io
