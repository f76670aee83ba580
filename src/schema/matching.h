#pragma once
// The scores of all pairs of two prepared tables, step by step, and the assignment among them.

#include <cstddef>
#include <optional>
#include <vector>

#include "schema/corpus.h"
#include "schema/pair_matrix.h"
#include "schema/score.h"
#include "schema/wishes.h"

namespace cognate::schema {

/// Everything about one call that its steps share. Rows and columns are positions in the prepared
/// tables, which have orders of their own.
struct Matching {
  Corpus corpus;
  Wishes wishes;
  PairMatrix evidence;                                    // log-odds of single pairs
  std::vector<float> neighbours = {};                     // of it, what they said; or empty
  PairMatrix scores = {};                                 // log-odds after all steps
  std::vector<std::optional<std::size_t>> assigned = {};  // by row
  std::vector<RowColumn> locked = {};                     // ascending
  std::vector<bool> row_taken;                            // by a lock, for nothing else
  std::vector<bool> column_taken;
  double overall = 0;  // log-odds that all pairs got alike

  bool is_locked(RowColumn pair) const;
  bool is_taken(RowColumn pair) const {
    return (row_taken[pair.first] || column_taken[pair.second]) && !is_locked(pair);
  }
  bool is_assigned(RowColumn pair) const { return assigned[pair.first] == pair.second; }
};

/// Errors: invalid_argument (tables prepared with different models; wishes_of), deadline.
Result<Matching> run_matching(const PreparedTable& source, const PreparedTable& target,
                              const MatchOptions& options, const Effort& effort);

/// Log-odds of what a person decided, and of what that rules out, negative.
inline constexpr float kCertain = 20;

}  // namespace cognate::schema
