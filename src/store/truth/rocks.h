#pragma once
// RocksDB as the truth uses it: families, options, keys, errors. For the sources of this folder.

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"
#include "store/truth/truth.h"

namespace cognate::store::rocks {

/// The column families, in the order of the handles. Rows are keys of four bytes, the highest
/// first, so that keys sort as rows do.
enum Family : std::size_t {
  kMeta,       ///< counters, the saved index
  kDocuments,  ///< row -> record
  kIds,        ///< id -> row
  kVectors,    ///< row -> floats
  kErased,     ///< row, erased since the saved index
  kFamilies,
};

std::vector<rocksdb::ColumnFamilyDescriptor> families();

/// The first thing that went wrong with a write, be it one that nobody asked for, as in a flush.
class Trouble {
 public:
  void set(std::string what);
  /// Empty: nothing.
  std::string what() const;

 private:
  mutable std::mutex mutex_;
  std::string what_;
};

rocksdb::DBOptions options(const TruthOptions& truth, const std::shared_ptr<Trouble>& trouble);

std::string row_key(Row row);
/// kNoRow where these are not four bytes.
Row row_of(const rocksdb::Slice& key);

inline std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
inline rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

/// An error for people; REQUIRES: status is not ok.
Error error_of(const rocksdb::Status& status, const std::string& folder);

inline Status checked(const rocksdb::Status& status, const std::string& folder) {
  return status.ok() ? cognate::ok() : Status(error_of(status, folder));
}

}  // namespace cognate::store::rocks
