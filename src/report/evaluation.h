#pragma once
// How well a matcher did on sets of cases, for people and for programs.

#include <cstddef>
#include <span>
#include <string>

#include "report/json_writer.h"

namespace cognate::report {

/// Means over the cases of one set.
struct SetScores {
  std::string set;
  std::size_t cases = 0;
  double recall_at_gt = 0;
  double mrr = 0;
  double mrr_adjusted = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double seconds_per_pair = 0;
};

/// A table of fixed width, one line a set.
std::string evaluation_table(std::span<const SetScores> sets);

/// {"sets": [{"set", "cases", "recall_at_gt", ...}]}. Errors: those of the sink.
Status write_evaluation_json(std::span<const SetScores> sets, const Sink& sink);

}  // namespace cognate::report
