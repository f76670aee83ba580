#pragma once
// How much two sets of hashes have in common, each hash weighed by how few columns of both tables
// show it (inverse document frequency, Sparck Jones 1972): what every column has tells nothing.
//
// Weights are whole numbers of kWeightUnit, so that sums are exact in any order. Immutable after
// construction, read from any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "schema/set_table.h"

namespace cognate::schema {

inline constexpr double kWeightUnit = 1.0 / (1 << 20);

/// A set of hashes with weights, 0 to 1 each.
struct WeightedSet {
  std::span<const std::uint64_t> hashes;  ///< ascending
  std::span<const std::uint32_t> sums;    ///< of the weights up to and with each, in kWeightUnit
  bool whole = true;                      ///< as in Sketch

  std::uint32_t units_of_first(std::size_t n) const { return n == 0 ? 0 : sums[n - 1]; }
  double weight_of_first(std::size_t n) const { return units_of_first(n) * kWeightUnit; }
  double weight(std::size_t i) const { return weight_of_first(i + 1) - weight_of_first(i); }
};

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

/// Some columns of a table, and where each stands among them.
struct Chosen {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::span<const std::uint32_t> columns;
  std::span<const std::uint32_t> place_of;  ///< of every column of the table, or kNone
};

/// One kind of set in two tables, weighed. REQUIRES: both tables outlive it.
class WeighedSets {
 public:
  WeighedSets(const SetTable& source, const SetTable& target);

  WeightedSet source(std::size_t column) const { return source_.of(column); }
  WeightedSet target(std::size_t column) const { return target_.of(column); }

  /// Overlaps of one source column with the chosen target columns, one each. `scratch` is memory
  /// to be used again by the next call. The cost is that of what is common.
  struct Common {
    std::uint32_t units = 0;
    std::uint32_t count = 0;
  };
  void overlaps(std::size_t source_column, const Chosen& chosen, std::vector<Common>& scratch,
                std::vector<Overlap>& out) const;

  /// Calls visit(weight, target columns) for each hash of a source column that the target knows.
  template <class Visit>
  void visit_common(std::size_t source_column, const Visit& visit) const {
    const SetTable& source = *source_.table;
    for (std::size_t i = source.begins[source_column]; i < source.begins[source_column + 1]; ++i) {
      const std::uint32_t key = target_key_[source.key_of[i]];
      if (key != SetTable::kNone) {
        visit(source_.units[source.key_of[i]], target_.table->columns_with(key));
      }
    }
  }

 private:
  struct Side {
    const SetTable* table = nullptr;
    std::vector<std::uint32_t> units;  // the weight of each key
    std::vector<std::uint32_t> sums;   // one a hash

    WeightedSet of(std::size_t column) const;
    void add_up();
  };

  Side source_;
  Side target_;
  std::vector<std::uint32_t> target_key_;  // of each source key, or kNone
};

}  // namespace cognate::schema
