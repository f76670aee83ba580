#pragma once
// Two prepared tables side by side: each column seen in the light of all columns of both.
//
// What every column has tells nothing: sets are weighed (schema/overlap.h), and vectors also looked
// at with the mean of all columns taken off. Immutable once made, read from any thread. REQUIRES:
// both tables outlive it.

#include <span>
#include <vector>

#include "schema/overlap.h"
#include "schema/prepared.h"

namespace cognate::schema {

/// A vector, and what is needed to take the mean of all columns off it within a product: the cosine
/// of two residues is (a.b - a.offset - b.offset) x a.scale x b.scale; 0 where a scale is 0.
struct CentredVector {
  std::span<const float> values;  ///< empty: the column has no such vector
  double offset = 0;
  double scale = 0;
};

/// Product of two vectors: of those of length 1 their cosine. 0 where one of them is empty.
double product_of(const CentredVector& a, const CentredVector& b);

/// The cosine of what is left of two vectors without the mean, from product_of the two.
inline double residue(double product, const CentredVector& a, const CentredVector& b) {
  return (product - a.offset - b.offset) * a.scale * b.scale;
}

struct ColumnView {
  const ColumnProfile& profile;
  PerSet<WeightedSet> sets;
  PerVector<CentredVector> vectors;
};

class Corpus {
 public:
  /// Error: invalid_argument (the tables were prepared with different models).
  static Result<Corpus> of(const PreparedTable& source, const PreparedTable& target);
  Corpus(Corpus&&) = default;
  Corpus(const Corpus&) = delete;  // views point into the sets

  std::span<const ColumnView> source() const { return source_; }
  std::span<const ColumnView> target() const { return target_; }

  const PreparedTable& source_table() const { return *source_table_; }
  const PreparedTable& target_table() const { return *target_table_; }

  const WeighedSets& sets(SetKind kind) const { return sets_[static_cast<std::size_t>(kind)]; }

 private:
  Corpus(const PreparedTable& source, const PreparedTable& target);

  const PreparedTable* source_table_;
  const PreparedTable* target_table_;
  std::vector<WeighedSets> sets_;  // one a kind
  std::vector<ColumnView> source_;
  std::vector<ColumnView> target_;
};

}  // namespace cognate::schema
