#pragma once
// DuckDB's read_csv on the same file: the peer.

#include <cstdint>
#include <optional>
#include <string>

namespace cognate::bench {

struct PeerTimes {
  std::uint64_t rows = 0;     ///< that it counted
  double all_seconds = 0;     ///< all rows, sniffing included
  double sample_seconds = 0;  ///< the first 10,000 rows as text, sniffing included
};

/// Nothing where this build or machine has no DuckDB.
std::optional<PeerTimes> time_duckdb(const std::string& path);

}  // namespace cognate::bench
