#pragma once
// Columns as people name them on a command line.

#include <cstddef>
#include <string>
#include <string_view>

#include "cognate/mapping.h"
#include "cognate/result.h"
#include "cognate/table.h"

namespace cognate::cli {

/// "crm.csv:dob" in two; a path may hold colons, the name may not.
struct ColumnOfTable {
  std::string path;
  std::string column;
};

/// Error invalid_argument: no colon, or nothing on one side of the last one.
Result<ColumnOfTable> parse_column_of_table(std::string_view text);

/// The first column of that name. Error not_found: there is none; the message has the names that
/// come nearest. `shown` is what it calls the table.
Result<std::size_t> find_column(const Table& table, std::string_view name, std::string_view shown);

/// "a=b" as a column of the one and a column of the other table; names may hold equal signs.
/// Errors: invalid_argument (no "="), not_found (see find_column).
Result<NamedPair> parse_pair(std::string_view text, const Table& source, const Table& target);

}  // namespace cognate::cli
