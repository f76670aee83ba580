#pragma once
// How the score of one pair came about, for people and for programs.

#include <cstddef>
#include <string>

#include "cognate/mapping.h"
#include "report/json_writer.h"

namespace cognate::report {

/// An explanation and the names that go with it.
struct ExplainedPair {
  std::string source_table;
  std::string target_table;
  std::string source;
  std::string target;
  Explanation explanation;
};

/// One line a step: what it saw, how much the columns agree in it, what it adds in log-odds, drawn
/// from the middle; then their sum and the score. At most `width_columns` wide, 60 or more.
std::string explanation_table(const ExplainedPair& pair, std::size_t width_columns, bool colour);

/// One JSON object with all of it. Errors: those of the sink.
Status write_explanation_json(const ExplainedPair& pair, const Sink& sink);

}  // namespace cognate::report
