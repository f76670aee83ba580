#pragma once
// One column out of many, by the name that a person typed.

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.h"

namespace cognate::io {

/// The place of the first column called exactly `column`. Error not_found lists what there is.
inline Result<std::size_t> column_index(const std::vector<std::string>& names,
                                        const std::string& column, const std::string& path) {
  constexpr std::size_t kShownMax = 20;
  const auto found = std::find(names.begin(), names.end(), column);
  if (found != names.end()) {
    return static_cast<std::size_t>(found - names.begin());
  }
  std::string known;
  for (std::size_t i = 0; i < std::min(names.size(), kShownMax); ++i) {
    known += (i > 0 ? ", " : "") + names[i];
  }
  return fail(Code::not_found, "{}: no column \"{}\"; the columns are {}{}", path, column, known,
              names.size() > kShownMax ? ", ..." : "");
}

}  // namespace cognate::io
