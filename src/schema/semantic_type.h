#pragma once
// Types of columns that take more than the looks of their cells to tell: check digits, lists of
// words, and the column's name.
//
// Every type adds up, over the distinct cells of a column, how many bits each speaks for it
// (semantic/cell_tests.h), and some for a telling word in the name. The type with most is the
// column's if that is enough to be no chance, and hardly a cell speaks against it. Pure functions.

#include <cstddef>
#include <span>
#include <string_view>

#include "schema/column_type.h"
#include "schema/name.h"

namespace cognate::schema {

/// More cells of a column need not be shown: they would hardly change the answer.
inline constexpr std::size_t kSemanticCellsMax = 32;

struct SemanticRow {
  ColumnType type;
  double (*bits)(std::string_view trimmed_cell);
  std::string_view words;  ///< of names, between blanks
  double name_bits = 10;   ///< what one of them speaks for
};

/// All of them, one a type; the order does not matter.
std::span<const SemanticRow> semantic_rows();

/// The type that distinct cells (trimmed, none empty) and the name tell; unknown where none. The
/// cost is that of some tests a cell: show a sample.
ColumnType semantic_type_of(std::span<const std::string_view> cells, const Name& name);

}  // namespace cognate::schema
