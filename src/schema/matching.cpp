#include "schema/matching.h"

#include <algorithm>
#include <functional>
#include <span>

#include "schema/assignment.h"
#include "schema/candidates.h"
#include "schema/neighbours.h"

namespace cognate::schema {
namespace {

void add_verdicts(const Wishes& wishes, PairMatrix& evidence) {
  for (const auto* pairs : {&wishes.accepted, &wishes.rejected}) {
    for (const RowColumn& pair : *pairs) {
      if (const std::size_t at = evidence.find(pair.first, pair.second); at < evidence.size()) {
        evidence.values[at] += static_cast<float>(verdict_log_odds(wishes, pair));
      }
    }
  }
}

/// Of each lock the pair that scores best.
std::vector<RowColumn> locked_pairs(const Wishes& wishes, const PairMatrix& scores) {
  std::vector<RowColumn> out;
  for (const std::vector<RowColumn>& lock : wishes.locked) {
    out.push_back(*std::ranges::max_element(
        lock, {}, [&scores](const RowColumn& pair) { return scores.at(pair.first, pair.second); }));
  }
  std::ranges::sort(out);
  return out;
}

/// Rules out what stands in a row or column with a locked pair.
void take_locked(Matching& matching) {
  PairMatrix& evidence = matching.evidence;
  for (const auto& [row, column] : matching.locked) {
    matching.row_taken[row] = matching.column_taken[column] = true;
  }
  for (std::size_t row = 0; row < evidence.rows; ++row) {
    for (std::size_t i = evidence.begins[row]; i < evidence.begins[row + 1]; ++i) {
      if (matching.is_taken({row, evidence.column_of[i]})) {
        evidence.values[i] -= kCertain;
      }
    }
  }
}

/// Adds what neighbours say to the evidence, and lets the rivals have their say anew.
void hear_neighbours(Matching& matching) {
  matching.neighbours = neighbour_log_odds(matching.scores, matching.corpus.source_table().order,
                                           matching.corpus.target_table().order);
  if (matching.neighbours.empty()) {
    return;
  }
  std::ranges::transform(matching.evidence.values, matching.neighbours,
                         matching.evidence.values.begin(), std::plus<>());
  matching.scores = judged(matching.evidence);
}

/// The assignment from which most right pairs are to be expected; locked pairs are in it.
void assign_pairs(Matching& matching) {
  constexpr double kWorthAssigning = 0.01;  // pairs less likely than this stay out
  PairMatrix gains = matching.scores;
  for (float& gain : gains.values) {
    gain = static_cast<float>(score_of(static_cast<double>(gain)) - kWorthAssigning);
  }
  matching.assigned = assign(gains);
  for (const auto& [row, column] : matching.locked) {
    matching.assigned[row] = column;
  }
}

double share_with_values(std::span<const ColumnView> columns) {
  const auto with = std::ranges::count_if(
      columns, [](const ColumnView& column) { return column.profile.values > 0; });
  return static_cast<double>(with) / static_cast<double>(std::max<std::size_t>(columns.size(), 1));
}

/// Lets the assignment and the tables as a whole have their say, then the locks.
void finish_scores(Matching& matching) {
  PairMatrix& scores = matching.scores;
  double likely = 0;
  for (std::size_t row = 0; row < matching.assigned.size(); ++row) {
    if (const auto column = matching.assigned[row]) {
      float& score = scores.values[scores.find(row, *column)];
      score = static_cast<float>(static_cast<double>(score) + assigned_bonus());
      likely += matching.is_locked({row, *column}) ? 1 : score_of(static_cast<double>(score));
    }
  }
  const double heard =
      share_with_values(matching.corpus.source()) * share_with_values(matching.corpus.target());
  matching.overall = overall_log_odds({.likely = likely,
                                       .rows = scores.rows,
                                       .columns = scores.columns,
                                       .silent_share = 1 - heard});
  for (float& score : scores.values) {
    score = static_cast<float>(static_cast<double>(score) + matching.overall);
  }
  for (const auto& [row, column] : matching.locked) {
    scores.values[scores.find(row, column)] = kCertain;
  }
}

}  // namespace

bool Matching::is_locked(RowColumn pair) const { return std::ranges::binary_search(locked, pair); }

Result<Matching> run_matching(const PreparedTable& source, const PreparedTable& target,
                              const MatchOptions& options, const Effort& effort) {
  TRY(auto corpus, Corpus::of(source, target));
  TRY(auto wishes, wishes_of(options, source, target));
  TRY(PairMatrix pairs, pairs_to_compare(corpus, effort));
  pairs = with_wishes(std::move(pairs), wishes);
  TRY_OK(fill_evidence(corpus, effort, pairs));
  add_verdicts(wishes, pairs);
  Matching matching{.corpus = std::move(corpus),
                    .wishes = std::move(wishes),
                    .evidence = std::move(pairs),
                    .row_taken = std::vector<bool>(source.columns.size()),
                    .column_taken = std::vector<bool>(target.columns.size())};
  matching.locked = locked_pairs(matching.wishes, matching.evidence);
  if (!options.many && !matching.locked.empty()) {
    take_locked(matching);
  }
  matching.scores = judged(matching.evidence);
  hear_neighbours(matching);
  assign_pairs(matching);
  finish_scores(matching);
  return matching;
}

}  // namespace cognate::schema
