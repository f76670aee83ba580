#pragma once
// The values that a CHECK condition allows. Private to this folder.
//
// Understood: col IN ('a','b'), col = ANY (ARRAY['a','b']), col = 'a' OR col = 'b', with casts and
// parentheses anywhere, joined by AND, and "col IS NULL OR ..". Of any other condition nothing is
// said, which is never wrong.

#include <string>
#include <vector>

#include "io/ddl/cursor.h"

namespace cognate::io {

struct AllowedValues {
  std::string column;
  std::vector<std::string> values;
};

/// Goes past the condition in parentheses that stands here. Error where they are not closed.
Result<std::vector<AllowedValues>> parse_check(Cursor& cursor);

}  // namespace cognate::io
