#pragma once
// Rows of figures for a person: JSON objects, and the columns to show of them.

#include <nlohmann/json_fwd.hpp>
#include <span>

namespace cognate::bench {

/// One column: the key in each row, its heading, and how to print it. A row without the key has an
/// empty cell there.
struct Column {
  enum class Kind { text, number };
  const char* key;
  const char* heading;
  Kind kind = Kind::number;
  int decimals = 0;
  double factor = 1;  ///< the number is multiplied by it
};

void print_table(const nlohmann::ordered_json& rows, std::span<const Column> columns);

}  // namespace cognate::bench
