#pragma once
// What a column is shown by when the source declares which values may stand in it.

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/limits.h"
#include "cognate/table.h"
#include "io/utf8.h"

namespace cognate::io {

/// Shows the column by its allowed values instead of by rows, unless its rows show at least half of
/// them already: then how often each occurs says more.
inline void apply_allowed_values(const std::vector<std::string>& allowed, Column& column) {
  std::unordered_set<std::string_view> missing(allowed.begin(), allowed.end());
  const std::size_t distinct = missing.size();
  for (std::size_t row = 0; row < column.cells.size() && !missing.empty(); ++row) {
    if (!column.cells.is_null(row)) {
      missing.erase(column.cells[row]);
    }
  }
  if (distinct == 0 || missing.size() * 2 <= distinct) {
    return;
  }
  column.cells = Cells();
  column.cells_are_allowed_values = true;
  std::unordered_set<std::string_view> seen;
  for (const std::string& value : allowed) {
    if (!value.empty() && seen.insert(value).second) {
      column.cells.push(utf8_prefix(value, limits::kCellBytesKept));
    }
  }
}

}  // namespace cognate::io
