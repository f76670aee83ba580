#include "io/csv_sniffer.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "io/csv_reader.h"
#include "io/value_kind.h"

namespace cognate::io {
namespace {

constexpr std::size_t kRowsMax = 500;  // that are looked at
constexpr std::size_t kCellsJudgedMax = 20'000;
constexpr std::size_t kCellBytesMax = 128;  // enough to tell a kind

struct DelimiterRow {
  char delimiter;
  double prior;
};
/// In the order of trust; equal scores go to the earlier.
constexpr DelimiterRow kDelimiters[] = {
    {',', 1.0}, {'\t', 1.0}, {';', 1.0},    {'|', 1.0},    {':', 0.8}, {'^', 0.7}, {'~', 0.7},
    {'#', 0.6}, {'&', 0.6},  {'\x01', 0.7}, {'\x1F', 0.7}, {'!', 0.5}, {'*', 0.5}, {'/', 0.4},
    {'=', 0.4}, {'$', 0.4},  {'@', 0.4},    {'_', 0.3},    {'-', 0.3}, {' ', 0.4},
};
constexpr std::string_view kUsualDelimiters = ",\t;|";
/// Is tried where it does not occur too, which reads the file as one column.
constexpr char kOneColumnDelimiter = '\x1F';
constexpr double kOneColumnPrior = 0.3;

struct QuoteRow {
  char quote;
  char escape;
  double prior;
};
constexpr QuoteRow kQuotes[] = {
    {'"', 0, 1.0}, {'"', '\\', 0.99}, {'\'', 0, 0.93}, {'\'', '\\', 0.92}, {0, 0, 0.9},
};

/// What reading the head with one dialect gave.
struct Reading {
  std::vector<std::size_t> widths;
  std::size_t covered = 0;  // bytes of text in rows that are whole
  bool unclosed = false;    // it ends inside quotes
  std::size_t stray_quotes = 0;
  std::size_t wrapped_values = 0;  // numbers and dates in quotes that this dialect does not take
  std::size_t cells = 0;
  double clean_cells = 0;
};

/// Quotes stand tight around a value; with spaces inside they belong to the text.
bool is_wrapped(std::string_view cell, char quote) {
  return cell.size() >= 3 && cell.front() == quote && cell.back() == quote && cell[1] != ' ' &&
         cell[cell.size() - 2] != ' ';
}

bool is_wrapped_value(std::string_view cell) {
  const bool wrapped = is_wrapped(cell, '"') || is_wrapped(cell, '\'');
  const ValueKind kind = wrapped ? value_kind(cell.substr(1, cell.size() - 2)) : ValueKind::text;
  return kind == ValueKind::number || kind == ValueKind::date;
}

/// 1 for what looks like a value, less for what looks like several in one.
double cleanness(std::string_view text, const CsvCell& cell) {
  if (cell.quoted || value_kind(text) != ValueKind::text) {
    return 1.0;
  }
  if (is_wrapped(text, '"') || is_wrapped(text, '\'')) {
    return 0.9;
  }
  const bool several = text.find_first_of(kUsualDelimiters) != std::string_view::npos;
  const bool quotes = text.find('"') != std::string_view::npos;
  return quotes ? 0.6 : several ? 0.7 : 1.0;
}

void judge(const CsvRow& row, Reading& reading) {
  reading.widths.push_back(row.width);
  reading.covered += row.bytes + 1;
  reading.stray_quotes += row.stray_quotes;
  for (std::size_t i = 0; i < row.cells.size() && reading.cells < kCellsJudgedMax; ++i) {
    reading.clean_cells += cleanness(row[i], row.cells[i]);
    reading.wrapped_values += !row.cells[i].quoted && is_wrapped_value(row[i]);
    ++reading.cells;
  }
}

struct Walk {
  std::size_t bytes;  // that were looked at
  bool unclosed;      // they end inside quotes
};

/// Calls `use` with each row of the head, at most kRowsMax, blank ones left out. A last row that
/// the end of the head may have cut counts only where there is no other.
template <class Use>
Walk for_each_row(std::string_view head, bool whole, const CsvDialect& dialect, const Use& use) {
  bool unclosed = false;
  CsvScanner scanner(dialect, kCellBytesMax);
  CsvRow row;
  std::size_t rows = 0;
  std::string_view rest = head;
  while (rows < kRowsMax && scanner.scan(rest, row)) {
    if (!row.blank()) {
      use(row);
      ++rows;
    }
  }
  const bool used_up = rows < kRowsMax;
  if (used_up && scanner.finish(row) && !row.blank()) {
    unclosed = row.unclosed;
    if (rows == 0 || (whole && !unclosed)) {
      use(row);
    }
  }
  return {.bytes = head.size() - rest.size(), .unclosed = unclosed};
}

std::size_t usual_width(const std::vector<std::size_t>& widths) {
  std::map<std::size_t, std::size_t> counts;
  for (const std::size_t width : widths) {
    ++counts[width];
  }
  const auto more = [](const auto& a, const auto& b) { return a.second < b.second; };
  return counts.empty() ? 1 : std::max_element(counts.begin(), counts.end(), more)->first;
}

double score(const Reading& reading, std::size_t bytes, double prior) {
  if (reading.widths.empty()) {
    return 0;
  }
  const std::size_t usual = usual_width(reading.widths);
  const auto agreeing = std::count(reading.widths.begin(), reading.widths.end(), usual);
  const auto share = [](auto part, auto all) {
    return std::min(1.0, static_cast<double>(part) / static_cast<double>(all));
  };
  const double consistency = share(agreeing, reading.widths.size());
  const double header_fits = share(reading.widths[0], usual);
  // One lost quote must not speak against all the others.
  const double covered = std::max(share(reading.covered, bytes), reading.unclosed ? 0.7 : 0.0);
  const double clean = usual == 1 ? 1.0 : reading.clean_cells / static_cast<double>(reading.cells);
  const double strays =
      reading.stray_quotes == 0
          ? 1.0
          : std::clamp(1.0 - share(reading.stray_quotes, reading.widths.size()), 0.6, 0.9);
  const double wrapped = reading.wrapped_values > 0 ? 0.8 : 1.0;
  const double columns = usual == 1 ? kOneColumnPrior : prior;
  return columns * consistency * header_fits * header_fits * covered * clean * strays * wrapped;
}

char sniff_line_end(std::string_view head) {
  std::size_t line_feeds = 0;
  std::size_t lone_returns = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    line_feeds += head[i] == '\n';
    lone_returns += head[i] == '\r' && (i + 1 == head.size() || head[i + 1] != '\n');
  }
  return lone_returns > 10 * line_feeds ? '\r' : '\n';
}

/// Whether a cell could start with the quote: without one, trying it teaches nothing.
bool can_quote(std::string_view head, const CsvDialect& dialect) {
  for (std::size_t at = head.find(dialect.quote); at != std::string_view::npos;
       at = head.find(dialect.quote, at + 1)) {
    const char before = at == 0 ? dialect.line_end : head[at - 1];
    if (before == dialect.delimiter || before == dialect.line_end || before == ' ') {
      return true;
    }
  }
  return false;
}

bool worth_trying(std::string_view head, const CsvDialect& dialect) {
  if (dialect.quote == 0) {
    return head.find('"') != std::string_view::npos;
  }
  const bool escapes = dialect.escape == 0 || head.find(dialect.escape) != std::string_view::npos;
  const bool usual = dialect.quote == '"' && dialect.escape == 0;
  return usual || (escapes && can_quote(head, dialect));
}

}  // namespace

CsvDialect sniff_dialect(std::string_view head, bool whole) {
  CsvDialect best{.line_end = sniff_line_end(head)};
  double best_score = -1;
  for (const DelimiterRow& delimiter : kDelimiters) {
    const bool one_column = delimiter.delimiter == kOneColumnDelimiter;
    if (!one_column && head.find(delimiter.delimiter) == std::string_view::npos) {
      continue;
    }
    for (const QuoteRow& quote : kQuotes) {
      CsvDialect dialect{.delimiter = delimiter.delimiter,
                         .quote = quote.quote,
                         .escape = quote.escape,
                         .line_end = best.line_end};
      if (!worth_trying(head, dialect)) {
        continue;
      }
      Reading reading;
      const Walk walk =
          for_each_row(head, whole, dialect, [&](const CsvRow& row) { judge(row, reading); });
      reading.unclosed = walk.unclosed;
      const double points = score(reading, walk.bytes, delimiter.prior * quote.prior);
      if (points > best_score && !reading.widths.empty()) {
        best_score = points;
        best = dialect;
        best.width =
            std::min(std::max(reading.widths[0], usual_width(reading.widths)), limits::kColumnsMax);
      }
    }
  }
  return best;
}

namespace {

/// What the rows below the first say of one column.
struct ColumnBelow {
  std::size_t values = 0;
  std::size_t kinds[4] = {};
  std::size_t years = 0;
  std::size_t repeats = 0;  // of the first cell
};

/// Years stand in headers too.
bool is_year(std::string_view text) {
  return text.size() == 4 && (text.starts_with("19") || text.starts_with("20")) &&
         value_kind(text) == ValueKind::number;
}

/// 1: the first cell is a name, -1: a value like the others, 0: cannot say. A column that holds
/// nothing but its first cell cannot: members of the EU are often marked "EU" in a column "EU".
int vote(const ColumnBelow& below, std::string_view first, bool first_is_null) {
  const ValueKind kind = value_kind(first);
  if (first_is_null || kind == ValueKind::empty || below.values == 0) {
    return 0;
  }
  const auto of_kind = [&](ValueKind k) { return below.kinds[static_cast<std::size_t>(k)]; };
  const std::size_t typed = of_kind(ValueKind::number) + of_kind(ValueKind::date);
  const bool mostly_typed = typed * 10 >= below.values * 8;
  if (kind == ValueKind::text) {
    const bool one_of_several = below.repeats > 0 && below.repeats < below.values;
    return mostly_typed ? 1 : one_of_several ? -1 : 0;
  }
  if (is_year(first) && below.years * 2 < below.values) {
    return 1;
  }
  return mostly_typed ? -1 : 0;
}

}  // namespace

bool sniff_header(std::string_view head, bool whole, const CsvDialect& dialect) {
  CsvRow first;
  bool have_first = false;
  std::vector<ColumnBelow> below;
  for_each_row(head, whole, dialect, [&](const CsvRow& row) {
    if (!std::exchange(have_first, true)) {
      first = row;
      below.resize(row.cells.size());
      return;
    }
    for (std::size_t i = 0; i < std::min(row.cells.size(), below.size()); ++i) {
      const std::string_view text = row[i];
      if (text.empty() || is_null_cell(text, row.cells[i].quoted)) {
        continue;
      }
      ++below[i].values;
      ++below[i].kinds[static_cast<std::size_t>(value_kind(text))];
      below[i].years += is_year(text);
      below[i].repeats += text == first[i];
    }
  });
  int votes = 0;
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < below.size(); ++i) {
    votes += vote(below[i], first[i], is_null_cell(first[i], first.cells[i].quoted));
    const ValueKind kind = value_kind(first[i]);
    numbers += kind == ValueKind::number || kind == ValueKind::date;
  }
  const bool alone = std::all_of(below.begin(), below.end(), [](auto& b) { return b.values == 0; });
  return alone ? numbers * 2 <= below.size() && have_first : votes >= 0;
}

}  // namespace cognate::io
