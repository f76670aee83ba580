#include "schema/date_pattern.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "schema/ascii.h"

namespace cognate::schema {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// A specifier that is a number: how many digits it has and what it may be.
struct NumberRow {
  char letter;
  std::size_t digits_min;
  std::size_t digits_max;
  int low;
  int high;
};
constexpr std::array kNumbers = {
    NumberRow{'Y', 4, 4, 1, 9999}, NumberRow{'y', 2, 2, 0, 99}, NumberRow{'m', 1, 2, 1, 12},
    NumberRow{'d', 1, 2, 1, 31},   NumberRow{'H', 1, 2, 0, 23}, NumberRow{'I', 1, 2, 1, 12},
    NumberRow{'M', 2, 2, 0, 59},   NumberRow{'S', 2, 2, 0, 59}, NumberRow{'f', 1, 9, 0, 999999999},
};

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

std::optional<std::string_view> after_number(std::string_view text, const NumberRow& row) {
  std::size_t digits = 0;
  int number = 0;
  while (digits < text.size() && digits < row.digits_max && is_digit(text[digits])) {
    number = number * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits < row.digits_min || number < row.low || number > row.high) {
    return std::nullopt;
  }
  return text.substr(digits);
}

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::ranges::equal(text.substr(0, word.size()), word,
                            [](char a, char b) { return lower(a) == b; });
}

/// `letters` of each month's name count; 0: all of them.
std::optional<std::string_view> after_month(std::string_view text, std::size_t letters) {
  for (const std::string_view month : kMonths) {
    const std::string_view word = letters == 0 ? month : month.substr(0, letters);
    if (starts_with_word(text, word)) {
      return text.substr(word.size());
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> after_half_day(std::string_view text) {
  return starts_with_word(text, "am") || starts_with_word(text, "pm")
             ? std::optional(text.substr(2))
             : std::nullopt;
}

std::optional<std::string_view> after_zone(std::string_view text) {
  if (text.starts_with('Z')) {
    return text.substr(1);
  }
  if (!text.starts_with('+') && !text.starts_with('-')) {
    return std::nullopt;
  }
  for (const std::string_view form : {"%H:%M", "%H%M", "%H"}) {
    const auto rest = after_pattern(text.substr(1), form);
    if (rest && rest->empty()) {
      return rest;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> after_specifier(std::string_view text, char letter) {
  switch (letter) {
    case 'b':
      return after_month(text, 3);
    case 'B':
      return after_month(text, 0);
    case 'p':
      return after_half_day(text);
    case 'z':
      return after_zone(text);
    default:
      break;
  }
  const auto* const row = std::ranges::find(kNumbers, letter, &NumberRow::letter);
  return row == kNumbers.end() ? std::nullopt : after_number(text, *row);
}

/// Dates; where a cell can be read by two of them the earlier one is the usual one. Rows of one
/// `rivals` number (not 0) differ in the order of day and month alone.
struct DateRow {
  std::string_view pattern;
  int rivals = 0;
};
constexpr std::string_view kIsoDate = "%Y-%m-%d";
constexpr std::array kDates = {
    DateRow{kIsoDate},
    DateRow{"%Y/%m/%d"},
    DateRow{"%Y.%m.%d"},
    DateRow{"%m/%d/%Y", 1},
    DateRow{"%d/%m/%Y", 1},
    DateRow{"%d.%m.%Y"},
    DateRow{"%d-%m-%Y", 2},
    DateRow{"%m-%d-%Y", 2},
    DateRow{"%m/%d/%y", 3},
    DateRow{"%d/%m/%y", 3},
    DateRow{"%d.%m.%y"},
    DateRow{"%d-%b-%Y"},
    DateRow{"%d-%b-%y"},
    DateRow{"%d %b %Y"},
    DateRow{"%d %B %Y"},
    DateRow{"%b %d, %Y"},
    DateRow{"%B %d, %Y"},
    DateRow{"%Y-%b-%d"},
    DateRow{""},
};
constexpr std::array<std::string_view, 7> kTimes = {
    "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%I:%M:%S%p"};
constexpr std::array<std::string_view, 2> kBetween = {" ", "T"};

/// A way to write: a date, a time or both.
struct Way {
  std::size_t date = 0;  // of kDates
  std::string time;      // with what stands between, and a zone
  friend auto operator<=>(const Way&, const Way&) = default;
};

/// The pattern of a whole text as a time, or "". Zones follow ISO dates only.
std::string time_of(std::string_view text, bool with_zone) {
  for (const std::string_view time : kTimes) {
    const auto rest = after_pattern(text, time);
    if (rest && rest->empty()) {
      return std::string(time);
    }
    if (rest && with_zone && !time.ends_with('p') && after_pattern(*rest, "%z") == "") {
      return std::string(time) + "%z";
    }
  }
  return "";
}

/// What follows a date (or stands alone) to the end of the text; nothing where that is no time.
std::optional<std::string> tail_of(std::string_view rest, std::string_view date) {
  const bool after_date = !date.empty();
  if (rest.empty() && after_date) {
    return "";
  }
  for (const std::string_view between : kBetween) {
    if (after_date && rest.starts_with(between)) {
      const std::string time = time_of(rest.substr(between.size()), date == kIsoDate);
      return time.empty() ? std::nullopt : std::optional(std::string(between) + time);
    }
  }
  const std::string time = after_date ? "" : time_of(rest, false);
  return time.empty() ? std::nullopt : std::optional(time);
}

using CellsByWay = std::map<Way, std::vector<std::size_t>>;

CellsByWay cells_by_way(std::span<const std::string_view> cells) {
  constexpr std::size_t kProbe = 32;  // cells after which a column without any date is given up
  CellsByWay ways;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i == kProbe && ways.empty()) {
      break;
    }
    for (std::size_t date = 0; date < kDates.size(); ++date) {
      const std::string_view pattern = kDates[date].pattern;
      const auto rest = after_pattern(cells[i], pattern);
      auto tail = rest ? tail_of(*rest, pattern) : std::nullopt;
      if (tail) {
        ways[{date, *std::move(tail)}].push_back(i);
      }
    }
  }
  return ways;
}

/// The way that most cells are written in; of equals the one that is listed first.
CellsByWay::const_iterator most_usual(const CellsByWay& ways) {
  return std::ranges::max_element(
      ways, [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
}

bool are_rivals(const Way& a, const Way& b) {
  return kDates[a.date].rivals != 0 && kDates[a.date].rivals == kDates[b.date].rivals;
}

}  // namespace

std::optional<std::string_view> after_pattern(std::string_view text, std::string_view pattern) {
  while (!pattern.empty()) {
    if (pattern.size() > 1 && pattern[0] == '%') {
      const auto rest = after_specifier(text, pattern[1]);
      if (!rest) {
        return std::nullopt;
      }
      text = *rest;
      pattern.remove_prefix(2);
      continue;
    }
    if (text.empty() || text[0] != pattern[0]) {
      return std::nullopt;
    }
    text.remove_prefix(1);
    pattern.remove_prefix(1);
  }
  return text;
}

DatePatterns date_patterns_of(std::span<const std::string_view> cells) {
  constexpr std::size_t kPatternsMax = 3;
  DatePatterns out;
  CellsByWay ways = cells_by_way(cells);
  while (!ways.empty() && out.patterns.size() < kPatternsMax) {
    const auto best = most_usual(ways);
    const auto [way, described] = *best;
    // A handful of cells of another form may be anything.
    if (!out.patterns.empty() && described.size() * 100 < cells.size()) {
      break;
    }
    out.patterns.push_back(std::string(kDates[way.date].pattern) + way.time);
    out.cells += described.size();
    out.has_date = out.has_date || way.date + 1 < kDates.size();
    out.has_time = out.has_time || !way.time.empty();
    for (auto& [other, theirs] : ways) {
      const std::size_t before = theirs.size();
      std::erase_if(theirs,
                    [&](std::size_t i) { return std::ranges::binary_search(described, i); });
      if (are_rivals(way, other) && other.date != way.date) {
        out.order_certain = out.order_certain && before < described.size();
        theirs.clear();
      }
    }
    std::erase_if(ways, [](const auto& entry) { return entry.second.empty(); });
  }
  return out;
}

bool is_compact_date(std::string_view text) noexcept {
  const auto within = [&](std::size_t at, std::size_t digits, int low, int high) {
    int number = 0;
    for (const char c : text.substr(at, digits)) {
      number = is_digit(c) ? number * 10 + (c - '0') : -1'000'000;
    }
    return number >= low && number <= high;
  };
  return text.size() == 8 && within(0, 4, 1900, 2099) && within(4, 2, 1, 12) && within(6, 2, 1, 31);
}

}  // namespace cognate::schema
