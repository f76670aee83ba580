#pragma once
// Documents from a file, a block at a time in bounded memory: JSON lines, NumPy, Parquet
// (docs/stores.md says what each may hold).
//
// A row that is no document is told with its number and what is wrong; the reading goes on behind
// it. Whether a document may stand in a store is not asked here. Used by one thread.

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "cognate/store.h"
#include "store/exchange/columns.h"

namespace cognate::store {

struct ReadRow {
  std::uint64_t number = 0;  ///< of the line or row, from 1
  Result<Document> document;
};

class DocumentReader {
 public:
  virtual ~DocumentReader() = default;
  /// Replaces `rows` by the next ones, at most rows_max (1 or more), fewer where they are large;
  /// false at the end. Errors: io, corrupt, deadline.
  virtual Result<bool> next(std::size_t rows_max, std::vector<ReadRow>& rows) = 0;
  /// How many rows there are, those that were read among them; of lines an estimate.
  virtual std::uint64_t rows_expected() const = 0;
  /// What a row is called: "line" or "row".
  virtual std::string_view row_word() const = 0;
  /// What people should know about how the file was read; may be empty.
  virtual std::string note() const { return {}; }
};

/// By the extension: .jsonl .ndjson .npy .parquet. Errors: invalid_argument, not_found, io,
/// corrupt, unsupported or unavailable (Parquet without its library); those of assign_roles.
Result<std::unique_ptr<DocumentReader>> open_documents(FileSystem& fs, const std::string& path,
                                                       const ColumnNames& names,
                                                       const std::stop_token& stop);

/// The file of ids that belongs to a .npy.
std::string ids_path(const std::string& npy_path);

}  // namespace cognate::store
