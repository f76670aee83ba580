#pragma once
// Vectors of one kind of all columns of a table; columns may share one, or have none. Plain values
// without pointers: safe to read from any thread, easy to store.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cognate/embedder.h"

namespace cognate::schema {

struct VectorTable {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  Matrix rows;
  std::vector<std::uint32_t> row_of;  ///< one a column; kNone: it has no such vector

  // What add_up() makes of the above: from it follows the mean over several tables.
  std::vector<double> sum;  ///< over all columns that have one
  std::size_t count = 0;    ///< of columns that have one

  /// The vector of a column; empty where it has none.
  std::span<const float> of(std::size_t column) const {
    return row_of[column] == kNone ? std::span<const float>() : rows.row(row_of[column]);
  }
  void add_up() {
    sum.assign(rows.columns(), 0);
    count = 0;
    for (std::size_t column = 0; column < row_of.size(); ++column) {
      const std::span<const float> row = of(column);
      for (std::size_t i = 0; i < row.size(); ++i) {
        sum[i] += static_cast<double>(row[i]);
      }
      count += row.empty() ? 0 : 1;
    }
  }
};

}  // namespace cognate::schema
