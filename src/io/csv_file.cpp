#include "io/csv_file.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "io/csv_sniffer.h"
#include "io/text_file.h"

namespace cognate::io {
namespace {

constexpr std::size_t kEncodingPieces = 16;  // looked at where the start of a file is all ASCII
constexpr std::size_t kSampleWindows = 64;   // pieces of a file too large to be read whole
constexpr std::size_t kTrialBytes = 64 * limits::kKiB;

/// Grows the columns of a table until the sample is full.
class Sampler {
 public:
  Sampler(Table& table, std::size_t rows_max, std::size_t bytes_max)
      : table_(table), rows_left_(rows_max), bytes_left_(bytes_max) {}

  bool fits(const CsvRow& row) const { return rows_left_ > 0 && row.text.size() <= bytes_left_; }
  void add(const CsvRow& row) {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const std::string_view text = row[i];
      Cells& cells = table_.columns[i].cells;
      if (is_null_cell(text, row.cells[i].quoted)) {
        cells.push_null();
        note_spelling(table_.columns[i].null_words, text);
      } else {
        cells.push(text);
      }
    }
    ++table_.rows_sampled;
    --rows_left_;
    bytes_left_ -= row.text.size();
  }

 private:
  /// There are no more of them than is_null_cell knows.
  static void note_spelling(std::vector<std::string>& spellings, std::string_view text) {
    if (!text.empty() && std::ranges::find(spellings, text) == spellings.end()) {
      spellings.emplace_back(text);
    }
  }

  Table& table_;
  std::size_t rows_left_;
  std::size_t bytes_left_;
};

void set_columns(Table& table, const std::vector<std::string>& names) {
  table.columns.clear();
  table.columns.resize(names.size());
  table.rows_sampled = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns[i].name = names[i];
  }
}

/// Whether row `i` of `total` is one of `kept` that are spread evenly.
bool is_kept(std::uint64_t i, std::uint64_t kept, std::uint64_t total) {
  return (i + 1) * kept / total > i * kept / total;
}

/// How well text that starts anywhere can be read as rows, when it starts inside quotes or not.
int trial_score(std::string_view text, const CsvDialect& dialect, bool inside_quotes) {
  CsvScanner scanner(dialect);
  scanner.restart(1, inside_quotes);
  CsvRow row;
  int score = 0;
  bool partial = true;
  while (scanner.scan(text, row)) {
    if (!std::exchange(partial, false) && !row.blank()) {
      score += row.width == dialect.width && row.stray_quotes == 0 ? 1 : -2;
    }
  }
  return score;
}

}  // namespace

Result<CsvFile> CsvFile::open(FileSystem& fs, const std::string& path) {
  TRY(auto file, fs.open(path));
  return from(std::move(file), path);
}

Result<CsvFile> CsvFile::from(std::unique_ptr<ReadableFile> file, const std::string& path) {
  CsvFile csv;
  csv.path_ = path;
  csv.file_ = std::move(file);
  TRY_OK(csv.sniff());
  return csv;
}

Status CsvFile::sniff() {
  std::string head(limits::kSniffBytes, '\0');
  std::string text;
  std::size_t got = 0;
  bool whole = false;
  while (true) {
    TRY(got, file_->read_at(0, head));
    whole = got < head.size() || got == file_->size();
    std::vector<std::string> pieces{head.substr(0, got)};
    const bool ascii =
        std::all_of(pieces[0].begin(), pieces[0].end(), [](char c) { return (c & 0x80) == 0; });
    for (std::size_t i = 1; i < kEncodingPieces && ascii && !whole; ++i) {
      std::string piece(limits::kSniffBytes, '\0');
      TRY(const std::size_t n, file_->read_at(file_->size() / kEncodingPieces * i / 2 * 2, piece));
      pieces.push_back(piece.substr(0, n));
    }
    const std::vector<std::string_view> samples(pieces.begin(), pieces.end());
    format_.encoding = guess_encoding(samples);
    text.clear();
    append_decoded(format_.encoding.encoding,
                   samples[0].substr(std::min(got, format_.encoding.bom_bytes)), text);
    const auto lines =
        std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
    bytes_per_row_ = static_cast<double>(got) / static_cast<double>(std::max<long>(lines, 1));
    if (whole || lines > 2 || head.size() >= limits::kSniffBytesMax) {
      break;
    }
    head.resize(head.size() * 4);
  }
  if (text.find_first_not_of("\r\n") == std::string::npos) {
    return fail(Code::corrupt, "{}: the file is empty; a table needs at least a header line",
                path_);
  }
  TRY_OK(check_is_text(text, path_, got));
  format_.dialect = sniff_dialect(text, whole);
  format_.dialect.header = sniff_header(text, whole, format_.dialect);
  return ok();
}

CsvReader CsvFile::rows(ProblemLog& log, std::stop_token stop, std::size_t cell_bytes_max) {
  return CsvReader(*file_, format_, CsvWindow{}, log, std::move(stop), cell_bytes_max);
}

Result<std::vector<std::string>> CsvFile::names(CsvReader& reader) const {
  std::vector<std::string> names;
  if (format_.dialect.header) {
    CsvRow row;
    do {
      TRY(const bool got, reader.next(row));
      if (!got) {
        return fail(Code::corrupt, "{}: only blank lines; a table needs at least a header line",
                    path_);
      }
    } while (row.blank());
    for (std::size_t i = 0; i < format_.dialect.width; ++i) {
      names.emplace_back(row[i]);
    }
  } else {
    for (std::size_t i = 1; i <= format_.dialect.width; ++i) {
      names.push_back(fmt::format("column_{}", i));
    }
  }
  return names;
}

bool CsvFile::reads_whole(const SampleOptions& options) const {
  const std::uint64_t size = file_->size();
  const double rows = static_cast<double>(size) / bytes_per_row_;
  return options.strict || size <= limits::kReadWholeBytesMax ||
         (size <= options.bytes_max && rows <= static_cast<double>(options.rows_max));
}

Result<Table> CsvFile::sample(const std::string& name, const SampleOptions& options) {
  return reads_whole(options) ? sample_by(&CsvFile::sample_whole, name, options)
                              : sample_by(&CsvFile::sample_windows, name, options);
}

Result<Table> CsvFile::sample_in_windows(const std::string& name, const SampleOptions& options) {
  return sample_by(&CsvFile::sample_windows, name, options);
}

Result<Table> CsvFile::sample_by(Way way, const std::string& name, const SampleOptions& options) {
  Table table;
  table.name = name;
  ProblemLog log(path_, options.strict);
  TRY_OK((this->*way)(options, log, table));
  log.move_to(table);
  return table;
}

Status CsvFile::sample_whole(const SampleOptions& options, ProblemLog& log, Table& table) {
  CsvReader reader = rows(log, options.stop, limits::kCellBytesKept);
  TRY(const std::vector<std::string> column_names, names(reader));
  set_columns(table, column_names);
  CsvRow row;
  std::uint64_t total = 0;
  std::uint64_t bytes = 0;
  Sampler first_rows(table, options.rows_max, options.bytes_max);
  while (true) {
    TRY(const bool more, reader.next(row));
    if (!more) {
      break;
    }
    if (table.rows_sampled == total && first_rows.fits(row)) {
      first_rows.add(row);
    }
    ++total;
    bytes += row.text.size();
  }
  table.rows_total = total;
  if (table.rows_sampled == total) {
    return ok();
  }
  // Too many for the sample: now that their number is known, take them evenly from all over.
  const double share = static_cast<double>(options.bytes_max) / static_cast<double>(bytes + 1);
  const auto kept = std::min<std::uint64_t>(
      options.rows_max, static_cast<std::uint64_t>(share * static_cast<double>(total)));
  set_columns(table, column_names);
  Sampler spread(table, options.rows_max, options.bytes_max);
  ProblemLog noted_before(path_, false);
  CsvReader again = rows(noted_before, options.stop, limits::kCellBytesKept);
  TRY_OK(names(again));
  for (std::uint64_t i = 0; i < total; ++i) {
    TRY(const bool more, again.next(row));
    if (more && is_kept(i, kept, total) && spread.fits(row)) {
      spread.add(row);
    }
  }
  return ok();
}

Result<CsvWindow> CsvFile::window(std::size_t i, std::size_t count, std::size_t rows_each) {
  const auto border = [&](std::size_t k) { return file_->size() / count * k / 2 * 2; };
  CsvWindow window;
  window.begin = border(i);
  window.end = i + 1 == count ? file_->size() : border(i + 1);
  const auto bytes =
      static_cast<std::size_t>(1.25 * bytes_per_row_ * static_cast<double>(rows_each));
  window.block_bytes = std::clamp(bytes, 4 * limits::kKiB, 256 * limits::kKiB) / 2 * 2;
  if (i == 0) {
    return window;
  }
  window.at_row_start = false;
  std::string raw(std::min<std::uint64_t>(kTrialBytes, file_->size() - window.begin), '\0');
  TRY(const std::size_t got, file_->read_at(window.begin, raw));
  raw.resize(got);
  std::string text;
  append_decoded(format_.encoding.encoding, raw, text);
  window.inside_quotes =
      format_.dialect.quote != 0 &&
      trial_score(text, format_.dialect, true) > trial_score(text, format_.dialect, false);
  return window;
}

Status CsvFile::sample_windows(const SampleOptions& options, ProblemLog& log, Table& table) {
  const std::size_t count = std::clamp<std::size_t>(options.rows_max, 1, kSampleWindows);
  const std::size_t rows_each = std::max<std::size_t>(options.rows_max / count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    TRY(const CsvWindow part, window(i, count, rows_each));
    CsvReader reader(*file_, format_, part, log, options.stop);
    if (i == 0) {
      TRY(const std::vector<std::string> column_names, names(reader));
      set_columns(table, column_names);
    }
    Sampler sampler(table, rows_each, options.bytes_max / count);
    CsvRow row;
    for (std::size_t taken = 0; taken < rows_each; ++taken) {
      TRY(const bool more, reader.next(row));
      if (!more || !sampler.fits(row)) {
        break;
      }
      sampler.add(row);
    }
  }
  return ok();
}

}  // namespace cognate::io
