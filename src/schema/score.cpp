#include "schema/score.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "schema/signals/table.h"

namespace cognate::schema {
namespace {

constexpr double kEvidence = 1.07;
constexpr double kRowRivals = 1.86;
constexpr double kColumnRivals = 1.58;
constexpr double kAssigned = 1.43;
constexpr double kBase = 0.39;
constexpr double kThreshold = 0.5;

/// Odds of everything in a row or column, and of staying alone.
std::vector<double> total_odds(const PairMatrix& evidence, bool of_rows) {
  std::vector<double> totals(of_rows ? evidence.rows : evidence.columns, 1.0);
  for (std::size_t r = 0; r < evidence.rows; ++r) {
    for (std::size_t c = 0; c < evidence.columns; ++c) {
      totals[of_rows ? r : c] += std::exp(static_cast<double>(evidence.at(r, c)));
    }
  }
  return totals;
}

}  // namespace

Result<PairMatrix> evidence_of(const Corpus& corpus, const std::stop_token& stop) {
  PairMatrix out{{}, corpus.source.size(), corpus.target.size()};
  out.values.reserve(out.rows * out.columns);
  for (const ColumnView& source : corpus.source) {
    if (stop.stop_requested()) {
      return fail(Code::deadline, "stopped while comparing columns");
    }
    for (const ColumnView& target : corpus.target) {
      out.values.push_back(static_cast<float>(log_odds({source, target})));
    }
  }
  return out;
}

PairMatrix judged(const PairMatrix& evidence) {
  const std::vector<double> row_odds = total_odds(evidence, true);
  const std::vector<double> column_odds = total_odds(evidence, false);
  PairMatrix out = evidence;
  for (std::size_t r = 0; r < evidence.rows; ++r) {
    for (std::size_t c = 0; c < evidence.columns; ++c) {
      const double own = static_cast<double>(evidence.at(r, c));
      const double odds = std::exp(own);
      const double row_rivals = std::log(std::max(1.0, row_odds[r] - odds));
      const double column_rivals = std::log(std::max(1.0, column_odds[c] - odds));
      out.values[r * evidence.columns + c] = static_cast<float>(
          kBase + kEvidence * own - kRowRivals * row_rivals - kColumnRivals * column_rivals);
    }
  }
  return out;
}

double score_of(double log_odds) noexcept { return 1 / (1 + std::exp(-log_odds)); }

double assigned_bonus() noexcept { return kAssigned; }

double default_threshold() noexcept { return kThreshold; }

}  // namespace cognate::schema
