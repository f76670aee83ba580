#pragma once
// A mapping for a person at a terminal: names, score as a bar, reasons, sample values side by side.

#include <cstddef>
#include <string>

#include "cognate/mapping.h"

namespace cognate::report {

struct TableStyle {
  std::size_t width_columns = 100;  ///< of the terminal; used between 60 and 160
  bool colour = false;              ///< ANSI colours (SGR)
  bool candidates = false;          ///< also list the other candidates of each source column
};

/// The table as text, each line at most as wide as the style says, ending in a line feed.
std::string mapping_table(const Mapping& mapping, const TableStyle& style);

}  // namespace cognate::report
