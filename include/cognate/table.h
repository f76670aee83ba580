#pragma once
// A table as a source delivers it: columns with a bounded, row-aligned sample of their cells as
// text.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"

namespace cognate {

/// A list of cells in one block of memory; each is text (UTF-8) or null. Append only.
/// Thread-safety: many readers or one writer.
class Cells {
 public:
  void push(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
    nulls_.push_back(false);
  }
  void push_null() {
    ends_.push_back(bytes_.size());
    nulls_.push_back(true);
  }
  std::size_t size() const noexcept { return ends_.size(); }
  bool is_null(std::size_t row) const { return nulls_[row]; }
  /// The text; empty for a null. Valid until the next push.
  std::string_view operator[](std::size_t row) const {
    const std::size_t begin = row == 0 ? 0 : ends_[row - 1];
    return std::string_view(bytes_).substr(begin, ends_[row] - begin);
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<bool> nulls_;
};

/// One column: what the source says of it, and a sample of its cells.
struct Column {
  std::string name;           ///< as written in the source; may be empty or repeat another's
  std::string declared_type;  ///< as the source names it ("BIGINT"); empty where it has none (CSV)
  std::string description;    ///< comment or data-dictionary text; empty where there is none
  std::string references;     ///< foreign key: "table.column" as declared; empty where none is
  bool unique = false;        ///< declared unique, or the primary key by itself
  bool primary_key = false;   ///< declared (a part of) the primary key
  bool nullable = true;       ///< false only where declared
  bool generated = false;     ///< computed by the database, cannot be written
  /// The cells are the values that may stand in the column (an enum's, a dictionary's), each once,
  /// none null, instead of a sample of its rows.
  bool cells_are_allowed_values = false;
  std::vector<std::string> null_words = {};  ///< spellings of nulls met in the source: "N/A"
  /// Row r of every column of a table is the same row, but see cells_are_allowed_values.
  Cells cells;
};

/// Something wrong in the input that did not stop the reading.
struct Problem {
  std::uint64_t line = 0;  ///< 1-based line of the file, 0 where lines make no sense
  std::string message;
};

/// A table: columns, and how the reading went.
struct Table {
  std::string name;
  std::string description;  ///< comment of the table; empty where there is none
  std::string note;         ///< how the source was understood, where that was a choice
  std::vector<Column> columns;
  std::uint64_t rows_sampled = 0;           ///< 0 where only the schema is known
  std::optional<std::uint64_t> rows_total;  ///< where the source knows it
  std::uint64_t problem_count = 0;          ///< wrong rows and the like, all of them
  std::vector<Problem> problems;            ///< the first few of them
};

/// How much of a table to read.
struct SampleOptions {
  std::size_t rows_max = 10'000;
  std::size_t bytes_max = std::size_t{64} << 20;  ///< of cell text kept
  bool strict = false;                            ///< a wrong row is an error, not a problem noted
  std::stop_token stop = {};
};

/// Where tables come from: a file, a folder, a database. Used by one thread at a time.
class Source {
 public:
  virtual ~Source() = default;
  /// Names of the tables, in the source's order.
  virtual Result<std::vector<std::string>> tables() = 0;
  /// Tables that are there but cannot be read, and why, in words. REQUIRES: tables() was called.
  virtual std::vector<Problem> left_out() const { return {}; }
  /// Errors: not_found (no such table), corrupt (cannot be read), io, deadline (stopped).
  virtual Result<Table> sample(const std::string& table, const SampleOptions& options) = 0;
};

}  // namespace cognate
