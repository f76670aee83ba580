#pragma once
// Rows of a CSV file, in order, right ones only: every row that it gives has the width of the table
// and valid UTF-8. What was wrong on the way goes to the problem log.
//
// What happens to a wrong row:
//   too few cells        padded with nulls, noted
//   too many cells       dropped, noted; kept when the cells too many are all empty
//   broken UTF-8, NUL    the bytes become U+FFFD, the NULs vanish, noted once a row
//   a quote never closed the row is read again with its quotes as plain characters, noted
//   longer than limits::kRowBytesMax   dropped, noted
// Empty lines are skipped; in a table of one column they are a null.
// Used by one thread at a time.

#include <cstdint>
#include <limits>
#include <stop_token>
#include <string>

#include "base/file_system.h"
#include "io/csv_scanner.h"
#include "io/encoding.h"
#include "io/problem_log.h"

namespace cognate::io {

/// How to read a CSV file: what the sniffer found out.
struct CsvFormat {
  EncodingGuess encoding;
  CsvDialect dialect;
};

/// A part of a file, in bytes. Of rows that start inside, all of it belongs to the part.
struct CsvWindow {
  std::uint64_t begin = 0;
  std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
  bool at_row_start = true;    ///< otherwise what stands before the first line end is skipped
  bool inside_quotes = false;  ///< where it begins; only when not at a row's start
  std::size_t block_bytes = 256 * limits::kKiB;  ///< read at a time
};

class CsvReader {
 public:
  /// REQUIRES: `file` and `log` outlive the reader.
  CsvReader(ReadableFile& file, const CsvFormat& format, const CsvWindow& window, ProblemLog& log,
            std::stop_token stop, std::size_t cell_bytes_max = limits::kCellBytesKept);

  /// The next row; false at the end. Errors: io, corrupt (strict), deadline (stopped).
  Result<bool> next(CsvRow& row);

 private:
  Result<bool> next_raw(CsvRow& row);
  Result<bool> refill();
  Result<bool> admit(CsvRow& row);
  Status admit_text(CsvRow& row);
  Result<bool> reread_unclosed(const CsvRow& row);
  void seek(std::uint64_t offset);
  Status note(const CsvRow& row, std::string message);

  ReadableFile& file_;
  CsvFormat format_;
  CsvWindow window_;
  ProblemLog& log_;
  std::stop_token stop_;
  CsvScanner scanner_;
  std::string raw_;
  std::string decoded_;
  std::string_view text_;          // what is left of the block in hand, as UTF-8
  std::uint64_t text_offset_ = 0;  // of its start in the file
  std::uint64_t read_offset_ = 0;  // of the block after it
  std::uint64_t row_offset_ = 0;
  std::size_t rereads_ = 0;
  bool skipping_;  // what is left of a row that starts before the window
  bool lines_known_;
};

/// Whether the cell is a null: unquoted, and empty or one of the spellings that programs write for
/// "no value": "NULL" "null" "N/A" "n/a" "NA" "#N/A" "NaN" "nan" "None" "\N". A quoted cell never
/// is.
bool is_null_cell(std::string_view text, bool quoted) noexcept;

}  // namespace cognate::io
