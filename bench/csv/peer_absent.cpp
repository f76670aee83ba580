#include "csv/peer.h"

namespace cognate::bench {

std::optional<PeerTimes> time_duckdb(const std::string&) { return std::nullopt; }

}  // namespace cognate::bench
