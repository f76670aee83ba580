#pragma once
// How good a mapping is against the truth. Each figure is defined here once; names of columns count
// as equal when they are equal byte for byte. Pure functions.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace cognate::schema {

/// A pair of column names: source, target.
using NamePair = std::pair<std::string, std::string>;

/// Recall at the size of the truth: of the |truth| first pairs of the ranking (over all columns
/// together, no one-to-one rule), how many are true, over |truth|. 0 for an empty truth.
double recall_at_truth(std::span<const NamePair> ranking, std::span<const NamePair> truth);

/// Mean reciprocal rank, plain (Magneto's figure for Valentine): for each true pair, 1 over its
/// rank among the pairs of its source column, 0 where it is missing; the sum over |truth|.
double mrr(std::span<const NamePair> ranking, std::span<const NamePair> truth);

/// Mean reciprocal rank, adjusted (Magneto's figure for GDC): for each source column that has truth
/// and occurs in the ranking, 1 over the rank of its first right target, 0 where there is none; the
/// mean over these columns.
double mrr_adjusted(std::span<const NamePair> ranking, std::span<const NamePair> truth);

/// Precision, recall and F1 of a decision: the pairs answered as matches, without any further cut.
struct Decision {
  double precision = 0;  ///< right matches over matches; 0 without matches
  double recall = 0;     ///< right matches over |truth|
  double f1 = 0;         ///< harmonic mean; 0 where both are 0
};
Decision decision_of(std::span<const NamePair> matches, std::span<const NamePair> truth);

/// The same of another decision: "this source column has no partner". It is true of a column whose
/// name stands in no pair of the truth, and said of one that stands in no match. Nothing where it
/// is true of no column: there is nothing to find, and an average over cases leaves the case out.
std::optional<Decision> no_partner_of(std::span<const std::string> sources,
                                      std::span<const NamePair> matches,
                                      std::span<const NamePair> truth);

/// How far scores can be read as probabilities (Guo et al. 2017): pairs sorted into ten bins of
/// equal width by their score; a score of 1 is in the last.
class Reliability {
 public:
  struct Bin {
    std::size_t pairs = 0;
    std::size_t right = 0;
    double scores = 0;  ///< sum
  };
  static constexpr std::size_t kBins = 10;

  void add(double score, bool right) noexcept;
  void add(const Reliability& other) noexcept;
  const std::array<Bin, kBins>& bins() const noexcept { return bins_; }
  std::size_t pairs() const noexcept;
  /// Expected calibration error: |share of right pairs - mean score| of each bin, weighted by its
  /// share of all pairs. 0 without pairs.
  double error() const noexcept;

 private:
  std::array<Bin, kBins> bins_{};
};

}  // namespace cognate::schema
