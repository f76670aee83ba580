#include "io/csv_reader.h"

#include <algorithm>
#include <utility>

#include "io/utf8.h"

namespace cognate::io {
namespace {

/// A quote that is never closed costs a second reading of all that follows.
constexpr std::size_t kRereadsMax = 16;

constexpr std::string_view kNullSpellings[] = {"",     "NULL", "null", "NA",   "N/A", "n/a",
                                               "#N/A", "NaN",  "nan",  "None", "\\N"};
constexpr std::size_t kNullBytesMax = 4;

bool is_unquoted_empty(const CsvCell& cell) { return cell.begin == cell.end && !cell.quoted; }

/// Gives each cell its text without NULs and with U+FFFD for what is not UTF-8.
void repair(CsvRow& row) {
  std::string text;
  for (CsvCell& cell : row.cells) {
    std::string part = row.text.substr(cell.begin, cell.end - cell.begin);
    std::erase(part, '\0');
    cell.begin = text.size();
    append_repaired_utf8(part, text);
    cell.end = text.size();
  }
  row.text = std::move(text);
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Sequence sequence = utf8_sequence(text);
    if (!sequence.valid) {
      return false;
    }
    text.remove_prefix(sequence.length);
  }
  return true;
}

}  // namespace

bool is_null_cell(std::string_view text, bool quoted) noexcept {
  return !quoted && text.size() <= kNullBytesMax &&
         std::find(std::begin(kNullSpellings), std::end(kNullSpellings), text) !=
             std::end(kNullSpellings);
}

CsvReader::CsvReader(ReadableFile& file, const CsvFormat& format, const CsvWindow& window,
                     ProblemLog& log, std::stop_token stop, std::size_t cell_bytes_max)
    : file_(file),
      format_(format),
      window_(window),
      log_(log),
      stop_(std::move(stop)),
      scanner_(format.dialect, cell_bytes_max),
      skipping_(!window.at_row_start),
      lines_known_(window.at_row_start && window.begin <= format.encoding.bom_bytes) {
  window_.begin = std::max<std::uint64_t>(window.begin, format.encoding.bom_bytes);
  scanner_.restart(1, window.inside_quotes);
  seek(window_.begin);
}

void CsvReader::seek(std::uint64_t offset) {
  text_ = {};
  text_offset_ = offset;
  read_offset_ = offset;
}

Result<bool> CsvReader::refill() {
  if (stop_.stop_requested()) {
    return fail(Code::deadline, "{}: stopped while reading", log_.path());
  }
  const std::uint64_t left = file_.size() - std::min(read_offset_, file_.size());
  raw_.resize(std::min<std::uint64_t>(window_.block_bytes, left + 2));  // 2 more: to see the end
  TRY(const std::size_t got, file_.read_at(read_offset_, raw_));
  const bool last = got < raw_.size();
  raw_.resize(got);
  const Encoding encoding = format_.encoding.encoding;
  raw_.resize(last ? got : whole_units(encoding, raw_));
  text_offset_ = read_offset_;
  read_offset_ += raw_.size();
  if (encoding == Encoding::utf8) {
    text_ = raw_;
  } else {
    decoded_.clear();
    append_decoded(encoding, raw_, decoded_);
    text_ = decoded_;
  }
  return !text_.empty();
}

Result<bool> CsvReader::next_raw(CsvRow& row) {
  bool row_whole = false;
  bool started = false;
  while (!row_whole) {
    if (text_.empty()) {
      if (skipping_ && text_offset_ >= window_.end) {
        return false;  // the whole window lies inside one row
      }
      TRY(const bool more, refill());
      if (!more) {
        break;
      }
    }
    if (!std::exchange(started, true)) {
      row_offset_ = text_offset_;
      if (row_offset_ >= window_.end) {
        return false;
      }
    }
    const std::string_view before = text_;
    row_whole = scanner_.scan(text_, row);
    const auto used = before.substr(0, before.size() - text_.size());
    text_offset_ += encoded_bytes(format_.encoding.encoding, used);
  }
  return row_whole || scanner_.finish(row);
}

Result<bool> CsvReader::next(CsvRow& row) {
  if (skipping_) {
    TRY(const bool skipped, next_raw(row));
    if (!skipped || row.unclosed) {
      return false;
    }
    skipping_ = false;
  }
  while (true) {
    TRY(const bool got, next_raw(row));
    if (!got) {
      return false;
    }
    if (row.unclosed) {
      TRY(const bool again, reread_unclosed(row));
      if (!again) {
        return false;
      }
      continue;
    }
    TRY(const bool good, admit(row));
    if (good) {
      return true;
    }
  }
}

Status CsvReader::note(const CsvRow& row, std::string message) {
  if (lines_known_) {
    return log_.note(row.line, std::move(message));
  }
  return log_.note(0, fmt::format("near byte {}: {}", row_offset_, message));
}

Result<bool> CsvReader::reread_unclosed(const CsvRow& row) {
  const bool again = ++rereads_ <= kRereadsMax;
  const std::string where =
      lines_known_ ? fmt::format("the quote opened on line {} is never closed", row.quote_line)
                   : std::string("a quote is never closed");
  TRY_OK(note(row, where + (again ? "; its row is read without quotes"
                                  : "; the rest of the file is left out")));
  scanner_.restart(row.line, false, true);
  seek(row_offset_);
  return again;
}

Result<bool> CsvReader::admit(CsvRow& row) {
  const std::size_t width = format_.dialect.width;
  if (row.too_long) {
    TRY_OK(note(row, fmt::format("the row is longer than {} MiB; left out",
                                 limits::kRowBytesMax / limits::kMiB)));
    return false;
  }
  if (row.blank() && width > 1) {
    return false;
  }
  TRY_OK(admit_text(row));
  if (row.width < width) {
    TRY_OK(
        note(row, fmt::format("{} of {} cells; the others are taken as null", row.width, width)));
    row.cells.resize(width, CsvCell{});
  } else if (row.width > width) {
    const bool only_empty = std::all_of(row.cells.begin() + static_cast<std::ptrdiff_t>(width),
                                        row.cells.end(), is_unquoted_empty);
    TRY_OK(note(row, fmt::format("{} cells where {} are expected; {}", row.width, width,
                                 only_empty ? "the empty ones at the end are left out"
                                            : "the row is left out")));
    row.cells.resize(width);
    return only_empty;
  }
  return true;
}

Status CsvReader::admit_text(CsvRow& row) {
  if (is_plain_ascii(row.text)) {
    return ok();
  }
  const bool has_nul = row.text.find('\0') != std::string::npos;
  const bool broken = !std::all_of(row.cells.begin(), row.cells.end(), [&](const CsvCell& cell) {
    return is_valid_utf8(std::string_view(row.text).substr(cell.begin, cell.end - cell.begin));
  });
  if (!has_nul && !broken) {
    return ok();
  }
  repair(row);
  return note(row, broken ? fmt::format("bytes that are not {}; replaced by U+FFFD",
                                        encoding_name(format_.encoding.encoding))
                          : std::string("NUL bytes; left out"));
}

}  // namespace cognate::io
