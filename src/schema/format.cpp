#include "schema/format.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "schema/date_pattern.h"
#include "schema/number_form.h"
#include "schema/value.h"

namespace cognate::schema {
namespace {

struct FlagWords {
  std::string_view yes;
  std::string_view no;
};
constexpr std::array kFlagWords = {
    FlagWords{"true", "false"}, FlagWords{"t", "f"},     FlagWords{"yes", "no"},
    FlagWords{"y", "n"},        FlagWords{"1", "0"},     FlagWords{"on", "off"},
    FlagWords{"ja", "nein"},    FlagWords{"oui", "non"}, FlagWords{"si", "no"},
    FlagWords{"1.0", "0.0"},
};

std::string small_letters(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return out;
}

std::string_view without_blanks(std::string_view cell) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = cell.find_first_not_of(kBlanks);
  return begin == std::string_view::npos
             ? std::string_view()
             : cell.substr(begin, cell.find_last_not_of(kBlanks) + 1 - begin);
}

bool is_null(std::string_view cell) {
  constexpr std::size_t kNullBytesMax = 5;  // no word for nothing is longer
  return cell.size() <= kNullBytesMax && kind_of_value(cell) == ValueKind::null;
}

/// What was looked at: the values, and the words for none.
struct Looked {
  std::vector<std::string_view> values;
  std::vector<std::string> null_words;
};

void note_null_word(Looked& looked, std::string_view cell) {
  constexpr std::size_t kNullWordsMax = 8;
  const std::string word = small_letters(cell);
  if (!word.empty() && looked.null_words.size() < kNullWordsMax &&
      std::ranges::find(looked.null_words, word) == looked.null_words.end()) {
    looked.null_words.push_back(word);
  }
}

Looked look_at(const Column& column) {
  const Cells& cells = column.cells;
  Looked looked;
  for (const std::string& word : column.null_words) {
    note_null_word(looked, word);
  }
  const std::size_t step = std::max<std::size_t>(1, cells.size() / kFormatCellsMax);
  for (std::size_t row = 0; row < cells.size() && looked.values.size() < kFormatCellsMax;
       row += step) {
    const std::string_view cell = without_blanks(cells[row]);
    if (cells.is_null(row) || is_null(cell)) {
      note_null_word(looked, cell);
    } else {
      looked.values.push_back(cell);
    }
  }
  std::ranges::sort(looked.null_words);
  return looked;
}

/// Whether `cells` of the values are enough to call the column so.
bool is_most(std::size_t cells, std::size_t values) {
  return values > 0 && cells * 10 >= values * 9;
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Two words, one of them at least, of which one means yes and the other no.
bool take_flag(const std::vector<std::string_view>& values, CellFormat& format) {
  constexpr std::size_t kFlagBytesMax = 5;
  std::set<std::string> words;
  for (const std::string_view value : values) {
    if (value.size() > kFlagBytesMax || words.size() > 2 * kFlagWords.size()) {
      return false;
    }
    words.insert(small_letters(value));
  }
  for (const FlagWords& row : kFlagWords) {
    const bool yes = words.contains(std::string(row.yes));
    const bool no = words.contains(std::string(row.no));
    const bool digits = row.yes[0] == '1';  // one digit alone is a number
    if (words.size() == (yes ? 1U : 0U) + (no ? 1U : 0U) && words.size() > (digits ? 1U : 0U)) {
      format.kind = CellKind::flag;
      format.true_words = {std::string(row.yes)};
      format.false_words = {std::string(row.no)};
      format.fits = 1;
      return true;
    }
  }
  return false;
}

bool take_dates(const std::vector<std::string_view>& values, CellFormat& format) {
  DatePatterns dates = date_patterns_of(values);
  if (!is_most(dates.cells, values.size())) {
    return false;
  }
  format.kind = !dates.has_date   ? CellKind::time
                : !dates.has_time ? CellKind::date
                                  : CellKind::timestamp;
  format.patterns = std::move(dates.patterns);
  format.order_certain = dates.order_certain;
  format.fits = share(dates.cells, values.size());
  return true;
}

bool take_numbers(const std::vector<std::string_view>& values, CellFormat& format) {
  NumberForm numbers = number_form_of(values);
  // A column of codes may begin with zeros in a few of its cells only.
  constexpr std::size_t kCodesOf = 50;
  if (!is_most(numbers.cells, values.size()) || numbers.codes * kCodesOf > values.size()) {
    return false;
  }
  format.kind = numbers.percents * 2 > numbers.cells     ? CellKind::percent
                : numbers.currencies * 2 > numbers.cells ? CellKind::money
                : numbers.fractions > 0                  ? CellKind::decimal
                                                         : CellKind::integer;
  format.decimal_mark = std::move(numbers.decimal_mark);
  format.group_mark = std::move(numbers.group_mark);
  format.symbols = std::move(numbers.symbols);
  format.fits = share(numbers.cells, values.size());
  format.greatest = numbers.greatest;
  if (format.kind == CellKind::integer && std::ranges::all_of(values, is_compact_date)) {
    format.patterns = {"%Y%m%d"};
  }
  return true;
}

}  // namespace

CellFormat format_of(const Column& column) {
  CellFormat format;
  Looked looked = look_at(column);
  format.null_words = std::move(looked.null_words);
  if (!looked.values.empty() && !take_flag(looked.values, format) &&
      !take_dates(looked.values, format) && !take_numbers(looked.values, format)) {
    format.fits = 1;
  }
  return format;
}

}  // namespace cognate::schema
