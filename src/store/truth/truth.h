#pragma once
// What a store holds, on disk: the one thing that must never be lost (docs/formats/store.md).
//
// Documents stand under rows. A Change is written whole or not at all, and once commit() answered
// it is on disk (unless relaxed: then sync() says when). After any write that failed, all further
// writes are refused until the store is opened again, because nobody knows what the disk holds;
// reads go on. RocksDB does the work and is seen by the sources of this folder only.
//
// Thread-safety: commit() and set_index() are called by one thread at a time, everything else by
// any. A TruthView must not outlive its Truth.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"
#include "store/vector_index.h"

namespace rocksdb {
class Env;
}

namespace cognate::store {

struct TruthOptions {
  std::size_t dimension = 0;
  bool create = false;
  bool read_only = false;
  bool relaxed = false;
  rocksdb::Env* env = nullptr;  ///< of tests; must outlive the truth
};

/// Kept beside the documents, written with every change.
struct TruthCounters {
  std::uint64_t changes = 0;    ///< so many there were since the store was made
  std::uint64_t documents = 0;  ///< that are there
  Row next_row = 0;             ///< no row was given out from here on
};

/// One write. Views must live until commit() returns.
struct Change {
  struct Put {
    Row row = kNoRow;
    std::string_view id;
    std::string record;
    std::span<const float> vector;
  };
  struct Erased {
    Row row = kNoRow;
    std::string_view id = {};  ///< goes with the row; empty where it has a new one
  };
  std::vector<Erased> erased = {};
  std::vector<Put> puts = {};
  TruthCounters counters = {};  ///< afterwards
};

/// Which saved index there is, and what of the truth it knows.
struct IndexMark {
  std::string folder;  ///< its name inside the store's folder
  Row rows_below = 0;  ///< it has seen all rows below
};

/// The truth as it stood at one moment.
class TruthView {
 public:
  virtual ~TruthView() = default;

  virtual Result<TruthCounters> counters() const = 0;
  /// The row of each id; kNoRow where there is none.
  virtual Result<std::vector<Row>> rows_of(std::span<const std::string_view> ids) const = 0;
  /// The record of each row (truth/record.h); nothing where it is not there or was erased.
  virtual Result<std::vector<std::optional<std::string>>> records(
      std::span<const Row> rows) const = 0;
  /// The vectors of rows that are there, one behind the other. Error corrupt: one is not.
  virtual Result<std::vector<float>> vectors(std::span<const Row> rows) const = 0;

  /// Calls visit for each record from row `from` on, in order, until it says false.
  using VisitRecord = std::function<Result<bool>(Row, std::string_view record)>;
  virtual Status each_record(Row from, const VisitRecord& visit) const = 0;
  /// Calls visit for the vectors from row `from` on, in order, many at a time.
  using VisitVectors = std::function<Status(std::span<const Row>, std::span<const float>)>;
  virtual Status each_vector(Row from, std::size_t rows_max, const VisitVectors& visit) const = 0;

  /// Rows that were erased since the saved index.
  virtual Result<std::vector<Row>> erased() const = 0;
};

class Truth {
 public:
  /// Errors: not_found, already_exists, unavailable (another process has it), corrupt, unsupported,
  /// io. All name the folder.
  static Result<std::unique_ptr<Truth>> open(const std::string& folder,
                                             const TruthOptions& options);
  virtual ~Truth() = default;

  virtual TruthCounters counters() const = 0;
  virtual std::unique_ptr<TruthView> view() const = 0;
  virtual std::optional<IndexMark> index() const = 0;

  /// Errors: io, unavailable (read only, or an earlier write failed).
  virtual Status commit(const Change& change) = 0;
  /// From now on this is the saved index; it knows of these erased rows, which are forgotten.
  virtual Status set_index(const IndexMark& mark, std::span<const Row> erased) = 0;
  /// What was written while relaxed is on disk when this returns.
  virtual Status sync() = 0;
  /// Everything leaves the log for tables, so that the next open need not replay it.
  virtual Status flush() = 0;
  /// Space of what was erased is given back.
  virtual Status compact(std::stop_token stop) = 0;
  /// Every checksum, and every link between documents, ids and vectors. Error corrupt: what and
  /// where.
  virtual Status verify(std::stop_token stop) const = 0;
  virtual std::uint64_t disk_bytes() const = 0;
};

}  // namespace cognate::store
