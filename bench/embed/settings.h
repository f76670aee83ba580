#pragma once
// What bench_embed was asked for.

#include <cstddef>
#include <string>
#include <vector>

#include "cognate/result.h"

namespace cognate::bench {

struct Settings {
  std::string model;         ///< folder
  std::string peer_python;   ///< empty: no peer is timed
  std::string prepared;      ///< where peers keep the model in their own forms
  std::string tables;        ///< --quality: folder of cases with known truth
  std::string json;          ///< empty: written nowhere
  std::string quality;       ///< "yes": hold the vectors against the gates instead of timing
  std::string first_vector;  ///< a precision: load, embed one text, say so, wait for end of input
  std::size_t threads = 0;
  std::size_t rounds = 5;

  bool with_peers() const { return peer_python != "none"; }
};

/// Flags come in pairs, name and value. Error invalid_argument: unknown flag or value; the message
/// ends with the usage.
Result<Settings> read_settings(int argc, char** argv);

/// The flags that make read_settings() answer the same, but for `json`.
std::vector<std::string> settings_as_words(const Settings& settings);

}  // namespace cognate::bench
