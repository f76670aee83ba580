#pragma once
// From evidence of single pairs to scores comparable across columns.
//
// The evidence (log-odds) of a pair is set against its rivals: the other targets of its source, the
// other sources of its target, and staying alone. If a column had at most one partner, the odds of
// a pair would be divided by the sum of its rivals' odds; the context weights say how far to go
// that way, since a source column may rightly have several targets. All weights: weights.h.

#include <cstddef>
#include <vector>

#include "cognate/result.h"
#include "schema/corpus.h"
#include "schema/pair_matrix.h"

namespace cognate::schema {

/// Fills in the evidence of the pairs, and where some are left out, what those would count for:
/// together they are rivals too. Error: deadline (stopped).
Status fill_evidence(const Corpus& corpus, const Effort& effort, PairMatrix& pairs);

/// What rivals say of a pair, in log-odds.
struct Judgement {
  double own = 0;     ///< the pair's evidence, scaled
  double row = 0;     ///< the other targets of its source, and staying alone
  double column = 0;  ///< the other sources of its target, and staying alone

  double sum() const noexcept { return own + row + column; }
};

/// The odds that stand in each row and column.
class Rivals {
 public:
  explicit Rivals(const PairMatrix& evidence);
  Judgement judge(std::size_t row, std::size_t column, double evidence) const;

 private:
  std::vector<double> row_odds_;
  std::vector<double> column_odds_;
};

/// Evidence after the rivals on both sides had their say.
PairMatrix judged(PairMatrix evidence);

/// Log-odds to a score, 0 to 1.
double score_of(double log_odds) noexcept;

/// What is added to the log-odds of pairs that the best one-to-one assignment holds.
double assigned_bonus() noexcept;

/// Two tables as a whole.
struct Overall {
  double likely = 0;  ///< how many columns of the smaller table have a partner by the scores so far
  std::size_t rows = 0;     ///< columns of the source
  std::size_t columns = 0;  ///< columns of the target
  double silent_share = 0;  ///< of all pairs, those in which a column has no values
};

/// What the tables as a whole say of each pair, in log-odds. Where nearly all columns seem to have
/// a partner, a doubtful pair is rather right, where hardly any, rather chance; so it is among very
/// many columns; and where values are silent, less evidence is as good.
double overall_log_odds(const Overall& tables) noexcept;

/// The score below which a pair is no match, unless the caller says otherwise.
double default_threshold() noexcept;

}  // namespace cognate::schema
