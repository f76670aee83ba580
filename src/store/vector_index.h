#pragma once
// What a back end adds to the store that all share: the nearest rows of a vector.
//
// The shared store (durable_store.h) keeps the truth, ids, payloads and filters; an index knows
// rows only. Rows are numbers that the truth gives out in rising order, each once: a document that
// is written again gets a new row and its old one is erased. An index is derived: it can be made
// anew from the truth at any time, and what it saved is caught up from it.
//
// Thread-safety: search(), stats() and any number of threads beside one that writes. add(),
// erase(), save() and improve() are called by one thread at a time, but search() may run beside
// each of them. A row is found by every search() that begins after its add() returned.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "cognate/store.h"

namespace cognate::store {

using Row = std::uint32_t;
inline constexpr Row kNoRow = std::numeric_limits<Row>::max();

/// A set of rows as bits: row r is bit r % 64 of words[r / 64]; rows beyond the words are not in
/// it.
struct RowMask {
  std::span<const std::uint64_t> words;
  std::size_t count = 0;  ///< rows in it

  bool holds(Row row) const noexcept {
    return row / 64 < words.size() && ((words[row / 64] >> (row % 64)) & 1U) != 0;
  }
};

struct Neighbour {
  Row row = kNoRow;
  float distance = 0;  ///< as Metric says, of the originals where the index rescores

  friend bool operator==(const Neighbour&, const Neighbour&) = default;
};

struct IndexQuery {
  std::span<const float> vector;     ///< under cosine of length 1
  std::size_t k = 10;                ///< at least 1
  const RowMask* allowed = nullptr;  ///< null: every row that was not erased
  double recall = .97;
  bool exact = false;
};

struct IndexStats {
  std::string form;         ///< in words, for people
  std::size_t rows = 0;     ///< added and not erased
  std::size_t indexed = 0;  ///< of these, not merely waiting to be scanned
  std::size_t erased = 0;   ///< rows that it still holds though they were erased
  std::uint64_t resident_bytes = 0;
  std::optional<double> recall = {};
  std::vector<std::pair<std::string, std::string>> details = {};
};

class VectorIndex {
 public:
  virtual ~VectorIndex() = default;

  /// Takes vectors (row-major, under cosine of length 1) as rows[0], rows[1], ..., which rise and
  /// are above all rows before.
  virtual Status add(std::span<const Row> rows, std::span<const float> vectors) = 0;
  /// Unknown rows are no error.
  virtual void erase(std::span<const Row> rows) = 0;
  /// For each query its nearest rows, nearest first, of equal distances the lower row first; at
  /// most k. Errors: deadline (stopped).
  virtual Status search(std::span<const IndexQuery> queries,
                        std::span<std::vector<Neighbour>> answers, std::stop_token stop) = 0;
  /// Work that can wait: what was added is linked in, what was erased is forgotten. Returns
  /// whether there is more to do; a call takes about a second at most.
  virtual Result<bool> improve(std::stop_token stop) = 0;
  /// Writes itself into files of `folder` (new names; the caller knows the folder is private to
  /// it), synced. What it wrote carries magic, version and checksums.
  virtual Status save(FileSystem& files, const std::string& folder) = 0;
  virtual IndexStats stats() const = 0;
};

/// What an index is made of; the quantization is never "auto". The vectors of its rows can be asked
/// for again at any time.
struct IndexSetup {
  StoreSpec spec;
  std::size_t threads = 1;
};

/// One back end: a folder of src/store/backends, a static library and one constant of this type.
struct Backend {
  const char* name;     ///< "native"
  const char* summary;  ///< one line for `cognate store create --help`
  /// Names, defaults and one line of help of the options it understands.
  struct Option {
    const char* name;
    const char* fallback;
    const char* help;
  };
  std::span<const Option> options;
  /// Error invalid_argument: options or quantization it cannot do.
  Result<std::unique_ptr<VectorIndex>> (*make)(const IndexSetup& setup);
  /// What save() wrote. Errors: corrupt, unsupported (another version), not_found: the caller then
  /// makes it anew from the truth.
  Result<std::unique_ptr<VectorIndex>> (*load)(const IndexSetup& setup, FileSystem& files,
                                               const std::string& folder);
  const char* quantization = "sq";  ///< the method where a spec says "auto"
};

}  // namespace cognate::store
