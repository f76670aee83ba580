#pragma once
// From a filter to the rows that it lets pass, without a look at the documents.
//
// For each field: which rows have it, and the rows of each value, sorted (column.h). A filter is
// worked out twice at once: to the rows that surely pass and to those that may. Where the two
// differ, because a part asks for what is not indexed (#text, strings beyond a length, fields
// beyond the memory allowed), the documents of just these rows are asked for and judged by
// matches(). The answer is exact always.
//
// Invariant: evaluate() gives the rows whose documents matches() lets pass, of all that were added
// and not erased when it began. Thread-safety: evaluate() and stats() from any thread beside one
// that writes; add() and erase() by one thread at a time.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "cognate/payload.h"
#include "cognate/result.h"
#include "store/fair_mutex.h"
#include "store/filter/bits.h"
#include "store/filter/column.h"
#include "store/filter/plain.h"
#include "store/filter/row_bitmap.h"
#include "store/vector_index.h"

namespace cognate::store {

/// Rows with their exact number; owns what a RowMask looks at.
class RowSet {
 public:
  explicit RowSet(Bits bits) : bits_(std::move(bits)), count_(bits_.count()) {}

  std::size_t count() const noexcept { return count_; }
  const Bits& bits() const noexcept { return bits_; }
  /// Lives as long as the set.
  RowMask mask() const noexcept { return {.words = bits_.words(), .count = count_}; }

 private:
  Bits bits_;
  std::size_t count_;
};

/// What the documents of some rows are shown to.
using DocumentVisitor = std::function<void(Row row, std::string_view id, const Payload& payload,
                                           std::optional<std::string_view> text)>;
/// Shows the documents of `rows`, which rise; rows that are gone are left out.
using FetchDocuments =
    std::function<Status(std::span<const Row> rows, const DocumentVisitor& visit)>;

struct PayloadIndexStats {
  std::size_t rows = 0;    ///< added and not erased
  std::size_t fields = 0;  ///< that are indexed
  std::uint64_t resident_bytes = 0;
  std::vector<std::string> left_out = {};  ///< fields that were too large for the memory allowed
};

class PayloadIndex {
 public:
  struct Options {
    std::size_t bytes_max = limits::kPayloadIndexBytes;
    std::size_t fields_max = limits::kIndexedFieldsMax;
  };
  struct Entry {
    Row row = kNoRow;
    std::string_view id;
    const Payload* payload = nullptr;
    bool has_text = false;
  };

  PayloadIndex() : PayloadIndex(Options()) {}
  explicit PayloadIndex(const Options& options) : options_(options) {}

  /// REQUIRES: rows that rise and are above all rows before; sound payloads.
  void add(std::span<const Entry> entries);
  /// Unknown rows are no error.
  void erase(std::span<const Row> rows);

  /// REQUIRES: check_filter(filter) finds nothing. Errors: those of `fetch`.
  Result<RowSet> evaluate(const Filter& filter, const FetchDocuments& fetch) const;

  PayloadIndexStats stats() const;

 private:
  /// Rows by value, for each kind.
  struct Values {
    Column<Number> flags;  // 0 and 1
    Column<Number> numbers;
    Column<std::string> strings;

    void add(const Plain& value, Row row);
    void settle(const Bits* keep);
    /// Rows whose value stands to `wanted` as `op`, of gt gte lt lte, says.
    void select(Filter::Op op, const Plain& wanted, Bits& out) const;
    /// Rows whose value is one of them.
    void select_any(std::span<const Scalar> wanted, Bits& out) const;
    std::size_t bytes() const noexcept;
  };
  struct Field {
    RowBitmap present;
    RowBitmap unknown;  // present, but not to be found in the values
    Values scalars;
    Values elements;  // of lists
    bool left_out = false;

    std::size_t bytes() const;
  };
  /// Rows that surely pass, and rows that may: the first are among the second.
  struct Bounds {
    Bits least;
    Bits most;
  };

  void add_value(const std::string& name, const Value& value, Row row);
  void settle_now_and_then(std::size_t rows);
  void drop_erased();
  void leave_out_largest();
  std::size_t bytes() const;

  Bounds bounds(const Filter& filter) const;
  Bounds bounds_of_junction(const Filter& filter) const;
  /// Without the negation in $ne, $nin and $exists false.
  Bounds bounds_of_comparison(const Filter& filter) const;
  Bounds bounds_of_field(const Filter& filter, const Field& field) const;
  Bounds bounds_of_id(const Filter& filter) const;
  /// `sure` and `maybe` may overlap and hold rows that are gone.
  Bounds bounds_from(Bits sure, const Bits& maybe) const;
  void complement(Bounds& bounds) const;
  static Result<RowSet> judged(Bounds bounds, const Filter& filter, const FetchDocuments& fetch);

  Options options_;
  mutable FairMutex mutex_;
  std::map<std::string, Field, std::less<>> fields_;
  Column<Number> ids_;  // by a hash of the id
  Bits live_;           // rows added and not erased
  Bits with_text_;
  RowBitmap beyond_;           // rows with fields that are not in fields_
  std::size_t erased_ = 0;     // rows that columns still hold
  std::size_t unsettled_ = 0;  // rows that came or went since columns were looked after
};

}  // namespace cognate::store
