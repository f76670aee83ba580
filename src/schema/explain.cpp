#include "schema/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "schema/matching.h"
#include "schema/pair.h"
#include "schema/reasons.h"
#include "schema/signals/table.h"

namespace cognate::schema {
namespace {

/// Where the table's column stands in the order of the prepared one.
Result<std::size_t> place_of(const PreparedTable& table, std::size_t column) {
  const auto at = std::ranges::find(table.order, column);
  if (at == table.order.end()) {
    return fail(Code::invalid_argument, "the table \"{}\" has {} columns; there is no column {}",
                table.name, table.order.size(), column + 1);
  }
  return static_cast<std::size_t>(at - table.order.begin());
}

void add_signals(const Pair& pair, std::vector<Contribution>& out) {
  out.push_back({"prior", "", -1, prior_log_odds(), "any two columns, before anything is known"});
  for (const Signal& signal : signals()) {
    const double strength = signal.strength(pair);
    const bool silent = strength == kSilent;
    out.push_back({std::string(signal.name), std::string(signal.reason), strength,
                   log_odds_of(signal, strength),
                   silent ? "nothing to compare" : said(pair, signal.reason, strength)});
  }
}

void add_steps(const Matching& matching, RowColumn pair, std::vector<Contribution>& out) {
  const auto add = [&out](std::string step, double log_odds, std::string text) {
    out.push_back({std::move(step), "", -1, log_odds, std::move(text)});
  };
  if (const double verdict = verdict_log_odds(matching.wishes, pair); verdict != 0) {
    add("person", verdict, std::string(said_of_verdict(verdict)));
  }
  if (matching.is_taken(pair)) {
    add("taken", -static_cast<double>(kCertain), "you locked another pair with one of the columns");
  }
  const std::size_t at = matching.evidence.find(pair.first, pair.second);
  if (!matching.neighbours.empty()) {
    add("neighbours", static_cast<double>(matching.neighbours[at]),
        "columns beside them in both tables match, too");
  }
  const double evidence = static_cast<double>(matching.evidence.values[at]);
  const Judgement judgement = Rivals(matching.evidence).judge(pair.first, pair.second, evidence);
  add("scale", judgement.own - evidence, "how far the evidence is trusted");
  add("rivals.target", judgement.row, "other target columns for this source column, or none");
  add("rivals.source", judgement.column, "other source columns for this target column, or none");
  if (matching.is_assigned(pair)) {
    add("assigned", assigned_bonus(), "the best one-to-one assignment holds the pair");
  }
  add("overall", matching.overall, "how much the two tables have in common as a whole");
  if (matching.is_locked(pair)) {
    double sum = 0;
    for (const Contribution& contribution : out) {
      sum += contribution.log_odds;
    }
    add("locked", static_cast<double>(kCertain) - sum, "you locked this pair");
  }
}

}  // namespace

Result<Explanation> explain(const PreparedTable& source, std::size_t source_column,
                            const PreparedTable& target, std::size_t target_column,
                            const MatchOptions& options, const Effort& effort) {
  TRY(const std::size_t row, place_of(source, source_column));
  TRY(const std::size_t column, place_of(target, target_column));
  TRY(const Matching matching, run_matching(source, target, options, effort));
  const RowColumn place(row, column);
  if (matching.scores.find(row, column) == matching.scores.size()) {
    const bool forbidden =
        std::ranges::find(matching.wishes.forbidden, place) != matching.wishes.forbidden.end();
    return fail(Code::invalid_argument, "\"{}\" and \"{}\" were not compared: {}",
                source.columns[row].name.raw, target.columns[column].name.raw,
                forbidden ? "the pair is forbidden" : "other columns were closer in every respect");
  }
  const Pair pair = compare(matching.corpus.source()[row], matching.corpus.target()[column]);
  Explanation out;
  out.pair = {source_column, target_column,
              score_of(static_cast<double>(matching.scores.at(row, column)))};
  const double threshold = options.threshold < 0 ? default_threshold() : options.threshold;
  out.matched = matching.is_locked(place) ||
                (out.pair.score >= threshold && (options.many || matching.is_assigned(place)));
  add_signals(pair, out.contributions);
  add_steps(matching, place, out.contributions);
  out.reasons = reasons_of(matching, place, out.pair.score);
  return out;
}

}  // namespace cognate::schema
