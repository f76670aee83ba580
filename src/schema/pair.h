#pragma once
// Two columns side by side, with what several signals ask of them worked out once.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "schema/corpus.h"

namespace cognate::schema {

struct Pair {
  const ColumnView& source;
  const ColumnView& target;
  PerSet<Overlap> overlaps;
  PerVector<double> products;  ///< 0 where a column has no such vector
  double short_bits = 0;       ///< abbreviation_bits of the names

  bool both_have(VectorKind kind) const {
    return !source.vectors[kind].values.empty() && !target.vectors[kind].values.empty();
  }
};

/// One pair on its own.
Pair compare(const ColumnView& source, const ColumnView& target);

/// The pairs of one source column with chosen target columns, made row by row: what is cheaper for
/// a whole row at once is worked out in start(). Gives the same pairs as compare(). One object a
/// thread. REQUIRES: the corpus outlives it and its pairs.
class RowOfPairs {
 public:
  explicit RowOfPairs(const Corpus& corpus)
      : corpus_(&corpus), place_of_(corpus.target().size(), Chosen::kNone) {}

  /// Chooses the columns. REQUIRES: `targets` stays as it is until the next call.
  void start(std::size_t source, std::span<const std::uint32_t> targets);
  /// The pair with targets[place].
  Pair pair(std::size_t place) const;

 private:
  const Corpus* corpus_;
  std::vector<std::uint32_t> place_of_;  // of each target column among the chosen
  std::size_t source_ = 0;
  std::span<const std::uint32_t> targets_;
  std::vector<WeighedSets::Common> scratch_;
  PerSet<std::vector<Overlap>> overlaps_;
};

}  // namespace cognate::schema
