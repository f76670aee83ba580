#pragma once
// The texts of the embedding benchmarks: made from a seed, the same on every machine.

#include <cstddef>
#include <string>
#include <vector>

namespace cognate::bench {

struct TextSet {
  std::string name;
  std::vector<std::string> texts;
};

/// "columns": 400 texts like those of columns, 8 to 60 tokens; "paragraphs": 48 texts of 120
/// tokens to more than the model takes.
std::vector<TextSet> text_sets();

/// A text of 8 tokens, [CLS] and [SEP] included.
inline constexpr const char* kShortText = "customer birth date order street address";

}  // namespace cognate::bench
