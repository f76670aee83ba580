#pragma once
// What changed between two evaluations.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"
#include "report/evaluation.h"

namespace cognate::report {

/// The figures of an evaluation that was written as JSON; calibration is left out, figures that are
/// not there are kNoFigure. Error corrupt: no JSON of an evaluation.
Result<Evaluation> parse_evaluation(std::string_view json);

/// Each set's differences, signed; then the figures of sets and cases that became worse, by name,
/// and which sets and cases only one of the two has. `colour`: ANSI colours.
std::string change_table(const Evaluation& before, const Evaluation& now, bool colour);

}  // namespace cognate::report
