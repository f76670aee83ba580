#pragma once
// Our side of the benchmark: the program as users start it, and an engine that runs already.

#include <memory>
#include <string>
#include <vector>

#include "cognate/engine.h"
#include "embed/peer.h"
#include "match/pairs.h"

namespace cognate::bench {

/// A COGNATE_HOME of our own, whose memory of vectors is as a run wants to find it.
class Home {
 public:
  /// Makes the folder, with the user's models in it, and packs the one that is used.
  static Result<Home> make(const MatchSettings& settings, const std::string& name);

  const std::string& folder() const noexcept { return folder_; }
  /// Nothing was ever seen.
  Status forget() const;
  /// Only what is remembered now will be there again after restore().
  Status save() const;
  Status restore() const;
  /// `cognate match`, the mapping as JSON into `out`.
  Result<Usage> match(const std::string& source, const std::string& target,
                      const std::string& out) const;
  /// The most memory of such a run.
  Result<std::uint64_t> peak_of_match(const std::string& source, const std::string& target,
                                      const std::string& out) const;

 private:
  Command command(const std::string& source, const std::string& target,
                  const std::string& out) const;

  std::string program_;
  std::string folder_;
};

/// How one pair does in an engine that runs and has seen both tables.
class WarmPair {
 public:
  static Result<WarmPair> make(const Home& home, const std::string& source,
                               const std::string& target);
  static Result<WarmPair> make(const Home& home, const Table& source, const Table& target);

  /// Seconds from two prepared tables to their mapping.
  Result<double> match();
  /// The mapping as the program writes it.
  Result<std::string> json();
  /// All pairs of names, best first.
  Result<NamePairs> ranking(bool all_candidates);
  double prepare_seconds() const noexcept { return prepare_seconds_; }

 private:
  Result<Mapping> mapping(const MatchOptions& options);

  std::unique_ptr<Engine> engine_;
  PreparedTable source_;
  PreparedTable target_;
  double prepare_seconds_ = 0;
};

}  // namespace cognate::bench
