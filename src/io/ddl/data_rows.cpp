#include "io/ddl/data_rows.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "io/ddl/cursor.h"
#include "io/ddl/statements.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

using Row = std::vector<std::optional<std::string>>;

/// A COPY of more rows than its part of the sample is read at so many places.
constexpr std::size_t kCopyWindows = 64;

/// The text of COPY: \N is null, \t a tab, \\ a backslash, \101 an A.
std::optional<std::string> copy_value(std::string_view field) {
  if (field == "\\N") {
    return std::nullopt;
  }
  constexpr std::string_view kLetters = "btnfrv";
  constexpr std::string_view kMeanings = "\b\t\n\f\r\v";
  std::string out;
  for (std::size_t i = 0; i < field.size() && out.size() <= limits::kCellBytesKept; ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      out.push_back(field[i]);
      continue;
    }
    const char c = field[++i];
    const std::size_t known = kLetters.find(c);
    if (c < '0' || c > '7') {
      out.push_back(known == std::string_view::npos ? c : kMeanings[known]);
      continue;
    }
    int code = 0;
    const std::size_t end = std::min(i + 3, field.size());
    for (; i < end && field[i] >= '0' && field[i] <= '7'; ++i) {
      code = code * 8 + (field[i] - '0');
    }
    --i;
    out.push_back(static_cast<char>(code & 0xFF));
  }
  return out;
}

class Rows {
 public:
  Rows(std::string_view text, bool mysql, const DdlTable& declared, const SampleOptions& options,
       ProblemLog& log, Table& table)
      : cursor_(text, mysql),
        declared_(declared),
        options_(options),
        log_(log),
        table_(table),
        bytes_left_(options.bytes_max) {}

  Status read() {
    const auto& ranges = declared_.data.kept();
    for (std::size_t i = 0; i < ranges.size() && !full_; ++i) {
      // Where there are more statements than rows are wanted, one row of evenly spread ones.
      const std::size_t wanted = std::min(options_.rows_max, ranges.size());
      if ((i + 1) * wanted / ranges.size() == i * wanted / ranges.size()) {
        more_ = true;
        continue;
      }
      // What one statement leaves of its part goes to those behind it.
      const std::size_t left = options_.rows_max - table_.rows_sampled;
      quota_ = wanted < ranges.size() ? 1 : std::max<std::size_t>(left / (ranges.size() - i), 1);
      cursor_.seek(ranges[i].offset, ranges[i].line);
      TRY_OK(ranges[i].form == DataRange::Form::insert ? read_insert_rows() : read_copy_rows());
    }
    if (!more_ && declared_.data.all() && !ranges.empty()) {
      table_.rows_total = table_.rows_sampled;
    }
    return ok();
  }

 private:
  /// Which column each value of a row belongs to.
  void choose_columns(const std::vector<std::string>& names) {
    const std::size_t width = declared_.columns().size();
    places_.resize(names.empty() ? width : names.size());
    for (std::size_t i = 0; i < places_.size(); ++i) {
      places_[i] = names.empty() ? i : declared_.place(names[i]);
    }
  }

  Status check_stop() {
    return options_.stop.stop_requested()
               ? Status(fail(Code::deadline, "{}: stopped while reading", log_.path()))
               : ok();
  }

  Status add(const Row& row, std::uint64_t line) {
    if (row.size() != places_.size()) {
      return log_.note(line, fmt::format("a row of {} values where {} are expected; it is left out",
                                         row.size(), places_.size()));
    }
    std::vector<const std::optional<std::string>*> cells(table_.columns.size(), nullptr);
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (places_[i] < cells.size()) {
        cells[places_[i]] = &row[i];
        bytes += row[i] ? std::min(row[i]->size(), limits::kCellBytesKept) : 0;
      }
    }
    if (bytes > bytes_left_ || table_.rows_sampled == options_.rows_max) {
      full_ = true;
      more_ = true;
      return ok();
    }
    bytes_left_ -= bytes;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      push(cells[c], table_.columns[c].cells);
    }
    ++table_.rows_sampled;
    return check_stop();
  }

  void push(const std::optional<std::string>* value, Cells& cells) {
    if (value == nullptr || !*value) {
      cells.push_null();
      return;
    }
    repaired_.clear();
    append_repaired_utf8(**value, repaired_);
    std::erase(repaired_, '\0');
    cells.push(utf8_prefix(repaired_, limits::kCellBytesKept));
  }

  Status read_insert_rows() {
    TRY(const InsertHead head, parse_insert_head(cursor_));
    choose_columns(head.columns);
    Row row;
    for (std::size_t taken = 0; taken < quota_ && !full_; ++taken) {
      const std::uint64_t line = cursor_.now().line;
      if (auto read = read_tuple(row); !read) {
        return log_.note(cursor_.wrong_line(), std::move(read).error().message);
      }
      TRY_OK(add(row, line));
      if (!cursor_.take_symbol(',')) {
        return ok();
      }
    }
    more_ = true;
    return ok();
  }

  Status read_tuple(Row& row) {
    row.clear();
    TRY_OK(cursor_.expect('(', "\"(\" and the values of a row"));
    do {
      TRY(auto value, read_value());
      row.push_back(std::move(value));
    } while (cursor_.take_symbol(','));
    return cursor_.expect(')', "\",\" or \")\"");
  }

  /// A literal, perhaps with a sign, a cast or in CAST(.. AS ..). Any other expression is taken as
  /// null: what it gives is not known here.
  Result<std::optional<std::string>> read_value() {
    std::optional<std::string> value;
    bool single = true;
    bool negative = cursor_.take_symbol('-');
    const bool cast = cursor_.is_any({"CAST", "CONVERT"}) && cursor_.is_symbol('(', 1);
    if (cast) {
      return read_cast();
    }
    // MySQL: _binary 'abc'
    if (cursor_.now().kind == TokenKind::word && cursor_.now().raw[0] == '_' &&
        cursor_.is_string(1)) {
      cursor_.advance();
    }
    if (cursor_.is_string()) {
      TRY(value, cursor_.string("a value"));
    } else if (cursor_.now().kind == TokenKind::number) {
      value = (negative ? "-" : "") + cursor_.value(cursor_.advance());
    } else if (cursor_.is_any({"TRUE", "FALSE"})) {
      value = cursor_.value(cursor_.advance());
    } else {
      single = cursor_.take("NULL");
    }
    const bool cast_behind = cursor_.is_symbol(':');
    if (!cursor_.is_symbol(',') && !cursor_.is_symbol(')')) {
      TRY_OK(cursor_.skip_to_item_end());
      single = single && cast_behind;
    }
    return single ? value : std::nullopt;
  }

  /// CAST('2020-01-01' AS date): the first literal in it.
  Result<std::optional<std::string>> read_cast() {
    cursor_.advance();
    std::optional<std::string> value;
    std::size_t n = 1;
    while (cursor_.is_symbol('-', n) || cursor_.is_symbol('(', n)) {
      ++n;
    }
    const Token& token = cursor_.peek(n);
    if (token.kind == TokenKind::string || token.kind == TokenKind::number) {
      value = (cursor_.is_symbol('-', n - 1) ? "-" : "") + cursor_.value(token);
    }
    TRY_OK(cursor_.skip_to_item_end());
    return value;
  }

  Status read_copy_rows() {
    TRY(const CopyHead head, parse_copy_head(cursor_));
    choose_columns(head.columns);
    const std::string_view text = cursor_.text();
    std::uint64_t line = cursor_.now().line + 1;
    const std::size_t begin = text.find('\n', cursor_.now().end());
    if (begin == std::string_view::npos) {
      return ok();
    }
    std::size_t end = text.find("\n\\.", begin);
    end = end == std::string_view::npos ? text.size() : end + 1;
    const std::string_view data = text.substr(begin + 1, std::max(end, begin + 1) - begin - 1);
    const auto rows = static_cast<std::size_t>(std::count(data.begin(), data.end(), '\n'));
    const std::size_t windows = rows <= quota_ ? 1 : std::min(kCopyWindows, quota_);
    const auto border = [&](std::size_t i) {
      const std::size_t at = i == windows ? data.size() : data.size() / windows * i;
      return at == 0 ? 0 : std::min(data.find('\n', at - 1), data.size() - 1) + 1;
    };
    for (std::size_t i = 0; i < windows && !full_ && !data.empty(); ++i) {
      const std::size_t from = border(i);
      TRY_OK(read_lines(data.substr(from, border(i + 1) - from),
                        windows == 1 ? rows : quota_ / windows, line));
      line = 0;  // of the windows behind the first the number is not counted
    }
    more_ = more_ || windows > 1;
    return ok();
  }

  Status read_lines(std::string_view data, std::size_t rows_max, std::uint64_t line) {
    Row row;
    for (std::size_t taken = 0; taken < rows_max && !data.empty() && !full_; ++taken) {
      const std::size_t end = std::min(data.find('\n'), data.size());
      std::string_view fields = data.substr(0, end);
      fields = fields.ends_with('\r') ? fields.substr(0, fields.size() - 1) : fields;
      row.clear();
      for (std::size_t tab = 0; tab != std::string_view::npos;) {
        tab = fields.find('\t');
        row.push_back(copy_value(fields.substr(0, tab)));
        fields.remove_prefix(tab == std::string_view::npos ? fields.size() : tab + 1);
      }
      TRY_OK(add(row, line));
      data.remove_prefix(std::min(end + 1, data.size()));
      line += line == 0 ? 0 : 1;
    }
    return ok();
  }

  Cursor cursor_;
  const DdlTable& declared_;
  const SampleOptions& options_;
  ProblemLog& log_;
  Table& table_;
  std::vector<std::size_t> places_;
  std::size_t bytes_left_;
  std::size_t quota_ = 0;
  std::string repaired_;
  bool full_ = false;  // the sample
  bool more_ = false;  // rows than were read
};

}  // namespace

Status sample_rows(std::string_view text, bool mysql, const DdlTable& declared,
                   const SampleOptions& options, ProblemLog& log, Table& table) {
  return Rows(text, mysql, declared, options, log, table).read();
}

}  // namespace cognate::io
