#pragma once
// Text as a terminal shows it: how wide it is, cut to a width, made harmless.
//
// Width follows Unicode: East Asian wide and full-width characters take two columns, marks and
// format characters none (tools/make_width_tables.py). Emoji joined from several code points count
// as their parts; terminals differ there.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cognate::report {

/// The text with U+FFFD for every byte that is not part of valid UTF-8.
std::string valid_utf8(std::string_view text);

/// The text with nothing in it that could steer a terminal: control characters become their
/// pictures (a line feed is shown as U+240A), broken UTF-8 and marks that reverse the direction of
/// writing become U+FFFD. Valid UTF-8, one line.
std::string printable(std::string_view text);

/// Columns that a printable text takes.
std::size_t display_width(std::string_view printable_text);

/// The text if it fits `columns`, else its beginning with "…" at the end. REQUIRES: printable.
std::string cut(std::string_view printable_text, std::size_t columns);

/// Cut, then filled with blanks to exactly `columns`.
std::string fit(std::string_view printable_text, std::size_t columns);

/// Broken at blanks into lines of at most `columns` columns, at most `lines_max` (1 or more) of
/// them: the last one is cut where more would follow. REQUIRES: printable.
std::vector<std::string> wrap(std::string_view printable_text, std::size_t columns,
                              std::size_t lines_max = std::string_view::npos);

}  // namespace cognate::report
