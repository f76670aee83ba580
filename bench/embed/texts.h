#pragma once
// The texts of the embedding benchmarks: made from a seed, the same on every machine.

#include <cstddef>
#include <string>
#include <vector>

namespace cognate::bench {

struct TextSet {
  std::string name;
  std::vector<std::string> texts;
  std::size_t peer_batch = 32;  ///< the batch size at which the peer is fastest on such texts
};

/// "columns": 1,500 texts like those of columns, 8 to 60 tokens; "paragraphs": 150 texts of 120
/// tokens to more than the model takes.
std::vector<TextSet> text_sets();

/// The processor's name as the system tells it.
std::string cpu_name();

}  // namespace cognate::bench
