#pragma once
// Numbers of pairs of a row and a column (source column, target column): of all pairs, or only of
// those that are worth a look. Compressed rows; a plain value.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace cognate::schema {

struct PairMatrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::size_t> begins = {0};  ///< of each row's pairs, and the end of all
  std::vector<std::uint32_t> column_of;   ///< one a pair, ascending within a row
  std::vector<float> values;              ///< one a pair
  /// Where unlikely pairs are left out: exp(value) of one of them, on average, one a row. Empty
  /// where what is not there is ruled out.
  std::vector<double> left_out_odds = {};

  /// All pairs, with row-major values. REQUIRES: values.size() == rows * columns.
  static PairMatrix full(std::vector<float> values, std::size_t rows, std::size_t columns) {
    PairMatrix out;
    out.rows = rows;
    out.columns = columns;
    out.column_of.resize(values.size());
    for (std::size_t row = 0; row < rows; ++row) {
      const auto begin = out.column_of.begin() + static_cast<std::ptrdiff_t>(row * columns);
      std::iota(begin, begin + static_cast<std::ptrdiff_t>(columns), std::uint32_t{0});
      out.begins.push_back((row + 1) * columns);
    }
    out.values = std::move(values);
    return out;
  }

  /// The same pairs with rows and columns exchanged.
  PairMatrix transposed() const {
    PairMatrix out;
    out.rows = columns;
    out.columns = rows;
    out.begins.assign(columns + 1, 0);
    out.left_out_odds.resize(left_out_odds.empty() ? 0 : columns);  // to be filled anew
    for (const std::uint32_t column : column_of) {
      ++out.begins[column + 1];
    }
    std::inclusive_scan(out.begins.begin(), out.begins.end(), out.begins.begin());
    out.column_of.resize(size());
    out.values.resize(size());
    std::vector<std::size_t> next(out.begins.begin(), out.begins.end() - 1);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = begins[row]; i < begins[row + 1]; ++i) {
        const std::size_t place = next[column_of[i]]++;
        out.column_of[place] = static_cast<std::uint32_t>(row);
        out.values[place] = values[i];
      }
    }
    return out;
  }

  std::size_t size() const noexcept { return column_of.size(); }
  std::span<const std::uint32_t> columns_of(std::size_t row) const {
    return std::span(column_of).subspan(begins[row], begins[row + 1] - begins[row]);
  }

  /// Where the pair stands in `values`; size() where it is not there.
  std::size_t find(std::size_t row, std::size_t column) const {
    const auto in_row = columns_of(row);
    if (in_row.size() == columns) {
      return begins[row] + column;
    }
    const auto at = std::ranges::lower_bound(in_row, column);
    return at != in_row.end() && *at == column
               ? begins[row] + static_cast<std::size_t>(at - in_row.begin())
               : size();
  }
  /// REQUIRES: the pair is there.
  float at(std::size_t row, std::size_t column) const { return values[find(row, column)]; }
};

}  // namespace cognate::schema
