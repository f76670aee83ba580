#pragma once
// How a column writes its values, told from its cells: what SQL needs to turn texts into values.
// Pure and deterministic; looks at no more than kFormatCellsMax cells, spread over the column.

#include <cstddef>

#include "cognate/mapping.h"
#include "cognate/table.h"

namespace cognate::schema {

/// Cells looked at.
inline constexpr std::size_t kFormatCellsMax = 1000;

/// The kind that at least nine in ten of the values looked at are of, and how they are written;
/// else text. Digits with leading zeros are text: they are codes.
CellFormat format_of(const Column& column);

}  // namespace cognate::schema
