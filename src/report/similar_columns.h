#pragma once
// Columns of a lake that a search found: for a person at a terminal, or as JSON for programs.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "cognate/mapping.h"
#include "report/json_writer.h"
#include "report/mapping_table.h"

namespace cognate::report {

/// One column with name, table, score and type, and a line of sample values below. `wanted` is what
/// was searched, `total` how many columns the lake has. Lines at most as wide as the style says.
std::string similar_columns_table(std::string_view wanted, std::size_t total,
                                  std::span<const SimilarColumn> columns, const TableStyle& style);

/// {"query", "columns_total", "columns": [{"column_name", "table", "similarity_score", ...}]}
Status write_similar_columns_json(std::string_view wanted, std::size_t total,
                                  std::span<const SimilarColumn> columns, const Sink& sink);

}  // namespace cognate::report
