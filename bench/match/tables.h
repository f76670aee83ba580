#pragma once
// Tables made up for the benchmark: columns as shops, hospitals and offices have them, the same at
// every run. Source and target name a concept differently and write its values each in its own
// way; what belongs together is known.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "cognate/result.h"
#include "cognate/table.h"

namespace cognate::bench {

using NamePairs = std::vector<std::pair<std::string, std::string>>;

/// How large a pair of tables is to be. REQUIRES: common <= source <= target <= 100,000.
struct PairShape {
  std::size_t source = 0;  ///< columns
  std::size_t target = 0;
  std::size_t common = 0;  ///< of the source, those with a partner
  std::size_t rows = 0;    ///< of each
};

struct MadePair {
  Table source;
  Table target;
  NamePairs truth;
};
MadePair make_pair_of_tables(const PairShape& shape);

/// Writes it as CSV; the rows again and again until the file has at least so many bytes.
Status write_csv(const Table& table, const std::string& path, std::size_t bytes_least = 0);

/// Reads pairs of names: a CSV without quotes of two columns, of which `header` lines are left out.
Result<NamePairs> read_pairs(const std::string& path, bool header);

}  // namespace cognate::bench
