#pragma once
// Dates and times as people write them, described by patterns of strptime(3): %Y %y %m %d %b %B %H
// %I %M %S %p, %f (digits of a second) and %z (Z, +hh, +hhmm, +hh:mm). Pure functions.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cognate::schema {

/// What is left of `text` after what `pattern` describes; nothing where it does not begin so. Days
/// and months may lack their leading zero; a day may be 31 in any month.
std::optional<std::string_view> after_pattern(std::string_view text, std::string_view pattern);

/// How a list of cells writes dates or times.
struct DatePatterns {
  std::vector<std::string> patterns;  ///< most usual first; at most three
  std::size_t cells = 0;              ///< that are written so
  bool has_date = false;
  bool has_time = false;
  bool order_certain = true;  ///< some cell tells the day from the month
};

/// The patterns that together describe most cells. Where all cells can be read with the day first
/// and with the month first, the order that is usual with the separator is taken, and said to be
/// uncertain; cells of the other order are then not described.
DatePatterns date_patterns_of(std::span<const std::string_view> cells);

/// Whether eight digits are year, month and day of the years 1900 to 2099.
bool is_compact_date(std::string_view text) noexcept;

}  // namespace cognate::schema
