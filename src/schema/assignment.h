#pragma once
// The best one-to-one assignment of rows to columns, where any row or column may stay alone.
//
// Maximises the sum of gains over the pairs chosen; a pair without gain is never chosen. Shortest
// augmenting paths (Kuhn 1955; Jonker and Volgenant 1987). Rows and columns that no gain joins are
// told apart first, so that the cubic cost is paid for each connected part alone.
// Deterministic: of equally good assignments the same one is found for the same input order.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cognate::schema {

/// Row-major gains, `rows` x `columns`; a gain of 0 or less means "rather alone". REQUIRES: finite
/// gains, `gains.size() == rows * columns`.
struct Gains {
  std::span<const float> values;
  std::size_t rows = 0;
  std::size_t columns = 0;

  float at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

/// For each row its column, or nothing.
std::vector<std::optional<std::size_t>> assign(const Gains& gains);

}  // namespace cognate::schema
