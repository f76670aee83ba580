#pragma once
// The best one-to-one assignment of rows to columns, where any row or column may stay alone.
//
// Maximises the sum of gains over the pairs chosen; a pair without gain, or that is not in the
// matrix, is never chosen. Shortest augmenting paths over the pairs that are there (Kuhn 1955;
// Jonker and Volgenant 1987; with a heap as Dijkstra's search), so that memory and time follow the
// pairs and not the product of rows and columns.
// Deterministic: of equally good assignments the same one is found for the same input order.

#include <cstddef>
#include <optional>
#include <vector>

#include "schema/pair_matrix.h"

namespace cognate::schema {

/// For each row its column, or nothing; a gain of 0 or less means "rather alone". REQUIRES: finite
/// gains.
std::vector<std::optional<std::size_t>> assign(const PairMatrix& gains);

}  // namespace cognate::schema
