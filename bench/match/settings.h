#pragma once
// What bench_match was asked for.

#include <cstddef>
#include <string>

#include "cognate/result.h"

namespace cognate::bench {

struct MatchSettings {
  std::string program;           ///< cognate itself
  std::string models;            ///< folder of the model cache
  std::string folder;            ///< for the tables, homes and answers of the runs
  std::string tables;            ///< cases with known truth; the GDC pair is left out where missing
  std::string valentine_python;  ///< "none": these peers are not timed
  std::string minilm_python;     ///< the same
  std::string json;              ///< empty: written nowhere
  std::string catalogue = "yes";  ///< "no": leaves out the pair with 100,000 columns
  std::size_t rounds = 3;
};

/// Flags come in pairs, name and value. Error invalid_argument: unknown flag or value; the message
/// ends with the usage.
Result<MatchSettings> read_match_settings(int argc, char** argv);

}  // namespace cognate::bench
