#include "io/csv_scanner.h"

#include <algorithm>
#include <cstring>

#include "io/utf8.h"

namespace cognate::io {
namespace {

/// Room beyond the limit of a cell, so that its end can be moved back to a whole character.
constexpr std::size_t kCharacterBytesMax = 4;

}  // namespace

CsvScanner::CsvScanner(const CsvDialect& dialect, std::size_t cell_bytes_max)
    : dialect_(dialect), cell_bytes_max_(cell_bytes_max) {
  const auto set = [&](char c, Kind what) { kinds_[static_cast<unsigned char>(c)] = what; };
  if (dialect.escape != 0) {
    set(dialect.escape, Kind::escape);
  }
  if (dialect.quote != 0) {
    set(dialect.quote, Kind::quote);
  }
  set(dialect.delimiter, Kind::delimiter);
  set(dialect.line_end, Kind::line_end);
}

void CsvScanner::restart(std::uint64_t line, bool inside_quotes, bool plain_quotes) {
  line_ = line;
  state_ = State::row_start;
  plain_quotes_ = plain_quotes;
  inside_quotes_ = inside_quotes;
}

void CsvScanner::start_row(CsvRow& row) {
  row.text.clear();
  row.cells.clear();
  row.width = 0;
  row.line = line_;
  row.quote_line = line_;
  row.bytes = 0;
  row.stray_quotes = 0;
  row.unclosed = false;
  row.too_long = false;
  row_done_ = false;
  cell_ = {.quoted = inside_quotes_};
  plain_begin_ = 0;
  state_ = inside_quotes_ ? State::quoted : State::plain;
  inside_quotes_ = false;
}

bool CsvScanner::scan(std::string_view& block, CsvRow& row) {
  const char* p = block.data();
  const char* const end = p + block.size();
  while (p != end) {
    const char* const before = p;
    switch (state_) {
      case State::row_start:
        start_row(row);
        break;
      case State::plain:
        p = scan_plain(p, end, row);
        break;
      case State::quoted:
        p = scan_quoted(p, end, row);
        break;
      case State::quote_seen:
        p = scan_quote_seen(p, row);
        break;
      case State::escaped:
        p = scan_escaped(p, row);
        break;
      case State::skipping:
        p = scan_skipping(p, end, row);
        break;
    }
    row.bytes += static_cast<std::size_t>(p - before);
    row.too_long |= row.bytes > limits::kRowBytesMax;
    if (row_done_) {
      row.bytes -= 1;  // the line end
      block.remove_prefix(static_cast<std::size_t>(p - block.data()));
      return true;
    }
    if (row.too_long) {
      state_ = State::skipping;
    }
  }
  block = {};
  return false;
}

bool CsvScanner::finish(CsvRow& row) {
  if (state_ == State::row_start) {
    return false;
  }
  row.unclosed = state_ == State::quoted || (state_ == State::escaped && cell_.quoted);
  if (state_ == State::escaped) {
    keep(row, &dialect_.escape, &dialect_.escape + 1);
  }
  end_last_cell(row);
  return true;
}

const char* CsvScanner::scan_plain(const char* p, const char* end, CsvRow& row) {
  const char* const begin = p;
  while (p != end && kind(*p) == Kind::other) {
    ++p;
  }
  keep(row, begin, p);
  if (p == end) {
    return p;
  }
  switch (kind(*p)) {
    case Kind::delimiter:
      end_cell(row);
      break;
    case Kind::line_end:
      end_last_cell(row);
      row_done_ = true;
      ++line_;
      break;
    case Kind::escape:
      state_ = State::escaped;
      break;
    case Kind::quote: {
      const auto text = std::string_view(row.text).substr(cell_.begin);
      if (plain_quotes_ || cell_.quoted || text.find_first_not_of(' ') != std::string_view::npos) {
        keep(row, p, p + 1);
        break;
      }
      row.text.resize(cell_.begin);
      row.quote_line = line_;
      cell_.quoted = true;
      state_ = State::quoted;
      break;
    }
    case Kind::other:
      break;
  }
  return p + 1;
}

const char* CsvScanner::scan_quoted(const char* p, const char* end, CsvRow& row) {
  const char* const begin = p;
  while (p != end && kind(*p) != Kind::quote && kind(*p) != Kind::escape) {
    ++p;
  }
  line_ += static_cast<std::uint64_t>(std::count(begin, p, dialect_.line_end));
  keep(row, begin, p);
  if (p == end) {
    return p;
  }
  state_ = kind(*p) == Kind::quote ? State::quote_seen : State::escaped;
  return p + 1;
}

const char* CsvScanner::scan_quote_seen(const char* p, CsvRow& row) {
  if (kind(*p) == Kind::quote) {  // doubled: one quote of the text
    keep(row, p, p + 1);
    state_ = State::quoted;
    return p + 1;
  }
  const bool ends = kind(*p) == Kind::delimiter || kind(*p) == Kind::line_end || *p == '\r';
  row.stray_quotes += !ends;
  plain_begin_ = row.text.size();
  state_ = State::plain;
  return p;
}

const char* CsvScanner::scan_escaped(const char* p, CsvRow& row) {
  const bool drops_escape = kind(*p) != Kind::other && (cell_.quoted || kind(*p) != Kind::line_end);
  if (!drops_escape) {
    keep(row, &dialect_.escape, &dialect_.escape + 1);
  }
  state_ = cell_.quoted ? State::quoted : State::plain;
  if (!drops_escape) {
    return p;  // the character means what it means without the escape
  }
  line_ += *p == dialect_.line_end;
  keep(row, p, p + 1);
  return p + 1;
}

const char* CsvScanner::scan_skipping(const char* p, const char* end, CsvRow& row) {
  const auto* found = static_cast<const char*>(
      std::memchr(p, dialect_.line_end, static_cast<std::size_t>(end - p)));
  if (found == nullptr) {
    return end;
  }
  ++line_;
  end_last_cell(row);
  row_done_ = true;
  return found + 1;
}

void CsvScanner::keep(CsvRow& row, const char* begin, const char* end) {
  const auto size = static_cast<std::size_t>(end - begin);
  const std::size_t kept = row.text.size() - cell_.begin;
  const std::size_t room = cell_bytes_max_ + kCharacterBytesMax - kept;
  row.text.append(begin, std::min(size, room));
  cell_.cut |= size > room;
}

void CsvScanner::end_cell(CsvRow& row) {
  if (row.text.size() - cell_.begin > cell_bytes_max_) {
    const auto text = std::string_view(row.text).substr(cell_.begin);
    row.text.resize(cell_.begin + utf8_prefix(text, cell_bytes_max_).size());
    cell_.cut = true;
  }
  cell_.end = row.text.size();
  ++row.width;
  if (row.cells.size() < limits::kColumnsMax) {
    row.cells.push_back(cell_);
  } else {
    row.text.resize(cell_.begin);
  }
  cell_ = {.begin = row.text.size(), .end = 0};
  plain_begin_ = row.text.size();
}

void CsvScanner::end_last_cell(CsvRow& row) {
  const bool crlf = dialect_.line_end == '\n' && row.text.size() > plain_begin_;
  if (crlf && row.text.ends_with('\r')) {
    row.text.pop_back();
  }
  end_cell(row);
  plain_quotes_ = false;
  state_ = State::row_start;
}

}  // namespace cognate::io
