#pragma once
// The pairs of tables that are matched, as files.

#include <string>
#include <vector>

#include "cognate/result.h"
#include "match/settings.h"
#include "match/tables.h"

namespace cognate::bench {

struct TablePair {
  std::string name;    ///< "50 x 50 columns, 10,000 rows each"
  std::string source;  ///< path of a CSV file
  std::string target;
  NamePairs truth = {};
  bool with_peers = false;
};

/// Writes those that are made up into settings.folder. Errors: io, and those of the shared case.
Result<std::vector<TablePair>> table_pairs(const MatchSettings& settings);

/// 1,000 columns and a catalogue of 100,000.
inline constexpr PairShape kCatalogue = {
    .source = 1'000, .target = 100'000, .common = 800, .rows = 20};

}  // namespace cognate::bench
