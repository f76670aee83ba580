#pragma once
// The CSV state machine: blocks of text in, rows out. It never looks back and keeps no more of a
// cell than it was told to, so a row of any length costs little memory.
//
// Grammar: RFC 4180, with what files in the wild add: any delimiter and quote, backslash escapes,
// CR line ends, spaces before an opening quote, text after a closing one (kept), quotes inside an
// unquoted cell (kept). The scanner judges nothing; it tells what it saw and its caller decides.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"

namespace cognate::io {

/// How a file writes its rows.
struct CsvDialect {
  char delimiter = ',';
  char quote = '"';       ///< NUL: cells are never quoted
  char escape = 0;        ///< backslash, or NUL where a quote is escaped by doubling it
  char line_end = '\n';   ///< '\r' for old Mac files; a CR before an LF is part of the line end
  bool header = true;     ///< the first row holds the names
  std::size_t width = 1;  ///< columns
};

struct CsvCell {
  std::size_t begin = 0;  ///< in the row's text
  std::size_t end = 0;
  bool quoted = false;
  bool cut = false;  ///< longer in the file than what was kept
};

struct CsvRow {
  std::string text;              ///< of the cells, one after another, without quotes and delimiters
  std::vector<CsvCell> cells;    ///< at most limits::kColumnsMax
  std::size_t width = 0;         ///< cells in the file
  std::uint64_t line = 1;        ///< where the row starts, 1-based
  std::uint64_t quote_line = 0;  ///< where the last quote was opened
  std::uint64_t bytes = 0;       ///< length of the row in UTF-8, without the line end
  std::size_t stray_quotes = 0;  ///< closing quotes that were followed by more text
  bool unclosed = false;         ///< the text ended inside quotes
  bool too_long = false;         ///< over limits::kRowBytesMax: the cells are worth nothing

  std::string_view operator[](std::size_t i) const {
    return std::string_view(text).substr(cells[i].begin, cells[i].end - cells[i].begin);
  }
  /// Nothing but a line end.
  bool blank() const { return width == 1 && text.empty() && !cells[0].quoted; }
};

class CsvScanner {
 public:
  explicit CsvScanner(const CsvDialect& dialect,
                      std::size_t cell_bytes_max = limits::kCellBytesKept);

  /// Forgets the row in hand. The next one starts at `line`, inside quotes if `inside_quotes`; with
  /// `plain_quotes` the quotes of that one row are characters like others.
  void restart(std::uint64_t line, bool inside_quotes = false, bool plain_quotes = false);

  /// Consumes `block` from its start. True: a row is whole, and `block` is what comes behind it.
  /// False: the block is used up; go on with the next one and the same row.
  bool scan(std::string_view& block, CsvRow& row);

  /// The text is over. True: `row` is a last row without a line end.
  bool finish(CsvRow& row);

  /// The line of the next character, 1-based.
  std::uint64_t line() const noexcept { return line_; }

 private:
  enum class State { row_start, plain, quoted, quote_seen, escaped, skipping };
  enum class Kind : std::uint8_t { other, delimiter, line_end, quote, escape };

  Kind kind(char c) const noexcept { return kinds_[static_cast<unsigned char>(c)]; }
  void start_row(CsvRow& row);
  const char* scan_plain(const char* p, const char* end, CsvRow& row);
  const char* scan_quoted(const char* p, const char* end, CsvRow& row);
  const char* scan_quote_seen(const char* p, CsvRow& row);
  const char* scan_escaped(const char* p, CsvRow& row);
  const char* scan_skipping(const char* p, const char* end, CsvRow& row);
  void keep(CsvRow& row, const char* begin, const char* end);
  void end_cell(CsvRow& row);
  void end_last_cell(CsvRow& row);

  CsvDialect dialect_;
  std::size_t cell_bytes_max_;
  std::array<Kind, 256> kinds_{};
  State state_ = State::row_start;
  bool plain_quotes_ = false;
  bool inside_quotes_ = false;
  bool row_done_ = false;
  CsvCell cell_;                 // the one in hand
  std::size_t plain_begin_ = 0;  // in the row's text: what stands outside of quotes
  std::uint64_t line_ = 1;
};

}  // namespace cognate::io
