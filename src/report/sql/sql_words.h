#pragma once
// Names, texts and patterns as SQL writes them. Pure functions.

#include <cstddef>
#include <string>
#include <string_view>

#include "report/sql/sql.h"

namespace cognate::report {

/// "a name", quotes in it doubled. Broken UTF-8 and NUL, which no database takes, become U+FFFD.
std::string sql_name(std::string_view name);
/// 'a text', likewise.
std::string sql_text(std::string_view text);

/// The name without what PostgreSQL would cut off: it keeps 63 bytes.
std::string name_within_limit(std::string_view name, SqlDialect dialect);

/// A pattern of strptime as PostgreSQL's to_timestamp has it: "DD.MM.YYYY".
std::string postgresql_form(std::string_view pattern);
/// A regular expression for the cells that the pattern describes.
std::string shape_of_pattern(std::string_view pattern);

/// The text as a regular expression that stands for itself.
std::string escaped_for_regex(std::string_view text);

}  // namespace cognate::report
