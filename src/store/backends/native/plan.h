#pragma once
// By which way a query is answered, decided from exact counts. Costs are in rows that a walk
// measures; they were measured on 150,000 texts of 384 numbers (docs/native-index.md).
//
// Pure functions.

#include <cstddef>

namespace cognate::store::native {

enum class Way {
  scan,       ///< every row
  survivors,  ///< every row that the filter lets pass, by itself
  walk,       ///< along the graph; what does not pass is dropped at the end
  bridges,    ///< along the graph over rows that pass, and over others to them
};

struct Plan {
  Way way = Way::scan;
  std::size_t effort = 0;  ///< of a walk
};

/// What is known of a query. `passing` counts rows that were not erased, or that the filter lets
/// pass; both counts are of the linked rows' order of magnitude.
struct Situation {
  std::size_t rows = 0;    ///< all, erased ones too
  std::size_t linked = 0;  ///< of these, what a walk reaches
  std::size_t passing = 0;
  std::size_t effort = 0;  ///< of a walk without a filter
  std::size_t wanted = 0;  ///< neighbours
  bool filtered = false;
  bool exact = false;
};

Plan plan_of(const Situation& situation) noexcept;

}  // namespace cognate::store::native
