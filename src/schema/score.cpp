#include "schema/score.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/thread_pool.h"
#include "schema/pair.h"
#include "schema/signals/table.h"
#include "schema/weights.h"

namespace cognate::schema {
namespace {

constexpr double kThreshold = 0.5;  // a match is rather right than wrong

/// Calls visit(row, column, value) for every pair.
template <class Matrix, class Visit>
void for_each_pair(Matrix& pairs, const Visit& visit) {
  for (std::size_t row = 0; row < pairs.rows; ++row) {
    for (std::size_t i = pairs.begins[row]; i < pairs.begins[row + 1]; ++i) {
      visit(row, pairs.column_of[i], pairs.values[i]);
    }
  }
}

/// Appends up to `most` columns that a row does not hold, evenly spread.
void add_left_out_columns(const PairMatrix& pairs, std::size_t row, std::size_t most,
                          std::vector<std::uint32_t>& out) {
  const std::span<const std::uint32_t> there = pairs.columns_of(row);
  const std::size_t count = pairs.columns - there.size();
  std::size_t passed = 0;  // columns that are there before the one looked for
  for (std::size_t i = 0; i < std::min(most, count); ++i) {
    const std::size_t place = (2 * i + 1) * count / (2 * std::min(most, count));
    while (passed < there.size() && there[passed] <= place + passed) {
      ++passed;
    }
    out.push_back(static_cast<std::uint32_t>(place + passed));
  }
}

/// One thread's work: the evidence of a row, and what the pairs left out of it would have.
class RowWorker {
 public:
  explicit RowWorker(const Corpus& corpus) : row_(corpus) {}

  void fill(std::size_t row, PairMatrix& pairs) {
    constexpr std::size_t kLeftOutSample = 32;
    const std::span<const std::uint32_t> there = pairs.columns_of(row);
    next_.assign(there.begin(), there.end());
    if (!pairs.left_out_odds.empty()) {
      add_left_out_columns(pairs, row, kLeftOutSample, next_);
    }
    row_.start(row, next_);
    next_.swap(columns_);
    float* const values = pairs.values.data() + pairs.begins[row];
    for (std::size_t place = 0; place < there.size(); ++place) {
      values[place] = static_cast<float>(log_odds(row_.pair(place)));
    }
    double odds = 0;
    for (std::size_t place = there.size(); place < columns_.size(); ++place) {
      odds += std::exp(log_odds(row_.pair(place)));
    }
    if (columns_.size() > there.size()) {
      pairs.left_out_odds[row] = odds / static_cast<double>(columns_.size() - there.size());
    }
  }

 private:
  RowOfPairs row_;
  std::vector<std::uint32_t> columns_;  // those that row_ looks at
  std::vector<std::uint32_t> next_;
};

/// Adds what the pairs that are not there would add to the odds of their row and column.
void add_left_out(const PairMatrix& pairs, std::vector<double>& row_odds,
                  std::vector<double>& column_odds) {
  if (pairs.left_out_odds.empty()) {
    return;
  }
  double all = 0;
  std::vector<double> there(pairs.columns);
  for (std::size_t row = 0; row < pairs.rows; ++row) {
    const double odds = pairs.left_out_odds[row];
    const std::span<const std::uint32_t> columns = pairs.columns_of(row);
    row_odds[row] += odds * static_cast<double>(pairs.columns - columns.size());
    all += odds;
    for (const std::uint32_t column : columns) {
      there[column] += odds;
    }
  }
  for (std::size_t column = 0; column < pairs.columns; ++column) {
    column_odds[column] += std::max(0.0, all - there[column]);
  }
}

}  // namespace

Status fill_evidence(const Corpus& corpus, const Effort& effort, PairMatrix& pairs) {
  constexpr std::size_t kPairsAThread = 2'000;  // fewer are not worth a thread
  ThreadPool pool(threads_for(std::min(pairs.rows, pairs.size() / kPairsAThread), effort));
  std::vector<RowWorker> workers(pool.size(), RowWorker(corpus));
  pool.parallel_for(pairs.rows, [&](std::size_t row, std::size_t worker) {
    if (!effort.stop.stop_requested()) {
      workers[worker].fill(row, pairs);
    }
  });
  return effort.stop.stop_requested()
             ? Status(fail(Code::deadline, "stopped while comparing columns"))
             : ok();
}

Rivals::Rivals(const PairMatrix& evidence)
    : row_odds_(evidence.rows), column_odds_(evidence.columns) {
  for_each_pair(evidence, [&](std::size_t row, std::size_t column, float value) {
    const double odds = std::exp(static_cast<double>(value));
    row_odds_[row] += odds;
    column_odds_[column] += odds;
  });
  add_left_out(evidence, row_odds_, column_odds_);
}

Judgement Rivals::judge(std::size_t row, std::size_t column, double evidence) const {
  const double odds = std::exp(evidence);
  const double in_row = std::max(0.0, row_odds_[row] - odds);
  const double in_column = std::max(0.0, column_odds_[column] - odds);
  return {kSteps.evidence * evidence,
          -kSteps.row_rivals * std::log(std::exp(kSteps.alone_row) + in_row),
          -kSteps.column_rivals * std::log(std::exp(kSteps.alone_column) + in_column)};
}

PairMatrix judged(PairMatrix evidence) {
  const Rivals rivals(evidence);
  for_each_pair(evidence, [&](std::size_t row, std::size_t column, float& value) {
    value = static_cast<float>(rivals.judge(row, column, static_cast<double>(value)).sum());
  });
  return evidence;
}

double score_of(double log_odds) noexcept { return 1 / (1 + std::exp(-log_odds)); }

double assigned_bonus() noexcept { return kSteps.assigned; }

double overall_log_odds(const Overall& tables) noexcept {
  const auto [smaller, larger] = std::minmax(tables.rows, tables.columns);
  if (smaller == 0) {
    return 0;
  }
  const double share = std::clamp(tables.likely / static_cast<double>(smaller), 0.05, 0.95);
  return kSteps.base + kSteps.overall * std::log(share / (1 - share)) +
         kSteps.ratio * std::log(static_cast<double>(larger) / static_cast<double>(smaller)) +
         kSteps.silent * tables.silent_share;
}

double default_threshold() noexcept { return kThreshold; }

}  // namespace cognate::schema
