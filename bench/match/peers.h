#pragma once
// Those we are compared with: Valentine's COMA, with names alone and with values, and the cosine of
// MiniLM vectors in Python (bench/match/peers/serve.py), each in a process of its own.

#include <string>
#include <vector>

#include "embed/peer.h"
#include "match/pairs.h"

namespace cognate::bench {

struct MatchPeer {
  std::string engine;  ///< "COMA with values"
  Command command;     ///< without the tables
  std::string model;   ///< its last argument, or ""
};
/// Those that are installed.
std::vector<MatchPeer> match_peers(const MatchSettings& settings);

/// A peer that has read the two tables.
class PeerMatch {
 public:
  static Result<PeerMatch> start(const MatchPeer& peer, const TablePair& pair,
                                 const std::string& out);
  /// Seconds of matching alone. Error unavailable: the peer ended.
  Result<double> match();
  const std::string& version() const noexcept { return version_; }
  /// Of the last match. Errors: those of reading the file.
  Result<NamePairs> ranking() const;

 private:
  PeerMatch(Peer peer, std::string out) : peer_(std::move(peer)), out_(std::move(out)) {}

  Peer peer_;
  std::string out_;
  std::string version_;
};

}  // namespace cognate::bench
