#pragma once
// Columns that stand side by side in both tables speak for each other, as far as the tables keep
// one order: where they do not, their places say nothing. Pure functions.

#include <cstddef>
#include <span>
#include <vector>

#include "schema/pair_matrix.h"

namespace cognate::schema {

/// What the neighbours of each pair add to its evidence, in log-odds, one a pair; empty where the
/// tables keep no order beyond chance. `judged`: log-odds so far. The orders are those of
/// PreparedTable: where the column of a row, and of a column of the matrix, stands in its table.
std::vector<float> neighbour_log_odds(const PairMatrix& judged,
                                      std::span<const std::size_t> source_order,
                                      std::span<const std::size_t> target_order);

}  // namespace cognate::schema
