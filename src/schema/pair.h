#pragma once
// Two columns side by side, with what several signals ask of them worked out once.

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "schema/corpus.h"

namespace cognate::schema {

/// Weight in both sets, and in each, over the range of hashes that both sets cover.
struct Overlap {
  double common = 0;
  double a = 0;
  double b = 0;
  std::size_t common_count = 0;
  std::size_t a_count = 0;
  std::size_t b_count = 0;
};
Overlap overlap_of(const WeightedSet& a, const WeightedSet& b);

struct Pair {
  const ColumnView& source;
  const ColumnView& target;
  Overlap name_words;
  Overlap values;
  Overlap words;          ///< of values
  double short_bits = 0;  ///< abbreviation_bits of the names
};

/// One pair on its own.
Pair compare(const ColumnView& source, const ColumnView& target);

/// Overlaps of one set with many, through a list of the sets that hold a hash: the cost is that of
/// what is common. Read-only after construction. REQUIRES: the sets outlive it.
class OverlapIndex {
 public:
  explicit OverlapIndex(std::vector<const WeightedSet*> sets);

  /// One overlap a set (as `a` the one given, as `b` the set of the index), written to `out`.
  void overlaps(const WeightedSet& set, std::vector<Overlap>& out) const;

 private:
  struct Entry {
    std::uint32_t set;
    float weight;
  };
  std::vector<const WeightedSet*> sets_;
  std::unordered_map<std::uint64_t, std::vector<Entry>> entries_;
};

/// The pairs of one source column with all target columns, made row by row. One object a thread.
class RowOfPairs {
 public:
  struct Indexes {
    OverlapIndex name_words;
    OverlapIndex values;
    OverlapIndex words;
  };
  static Indexes index(std::span<const ColumnView> targets);

  RowOfPairs(std::span<const ColumnView> targets, const Indexes& indexes)
      : targets_(targets), indexes_(indexes) {}

  /// Chooses the source column. REQUIRES: it outlives the pairs.
  void start(const ColumnView& source);
  Pair pair(std::size_t target) const;

 private:
  std::span<const ColumnView> targets_;
  const Indexes& indexes_;
  const ColumnView* source_ = nullptr;
  std::vector<Overlap> name_words_;
  std::vector<Overlap> values_;
  std::vector<Overlap> words_;
};

}  // namespace cognate::schema
