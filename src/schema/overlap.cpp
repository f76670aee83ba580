#include "schema/overlap.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cognate::schema {
namespace {

/// How many hashes of a set are not beyond `last`.
std::size_t count_up_to(const WeightedSet& set, std::uint64_t last) {
  if (set.hashes.empty() || set.hashes.back() <= last) {
    return set.hashes.size();
  }
  return static_cast<std::size_t>(std::ranges::upper_bound(set.hashes, last) - set.hashes.begin());
}

/// A sketch that is not whole says nothing of hashes beyond its last.
std::uint64_t last_of(const WeightedSet& set) {
  return set.whole || set.hashes.empty() ? ~std::uint64_t{0} : set.hashes.back();
}

/// What is common, and the totals of both sets over the range that both cover.
Overlap overlap_of(const WeightedSet& a, const WeightedSet& b, WeighedSets::Common common) {
  Overlap overlap;
  overlap.common = common.units * kWeightUnit;
  overlap.common_count = common.count;
  overlap.a_count = count_up_to(a, last_of(b));
  overlap.b_count = count_up_to(b, last_of(a));
  overlap.a = a.weight_of_first(overlap.a_count);
  overlap.b = b.weight_of_first(overlap.b_count);
  return overlap;
}

/// Weights by how many of all columns hold a hash.
class Weights {
 public:
  explicit Weights(std::size_t columns)
      : all_(static_cast<double>(std::max<std::size_t>(columns, 1))) {
    for (std::size_t count = 1; count < units_.size(); ++count) {
      units_[count] = work_out(count);
    }
  }
  std::uint32_t units(std::size_t count) const {
    return count < units_.size() ? units_[count] : work_out(count);
  }

 private:
  std::uint32_t work_out(std::size_t count) const {
    const double share = all_ / static_cast<double>(count);
    return static_cast<std::uint32_t>(
        std::lround(std::log1p(share) / std::log1p(all_) / kWeightUnit));
  }

  double all_;
  std::array<std::uint32_t, 256> units_{};
};

}  // namespace

Overlap overlap_of(const WeightedSet& a, const WeightedSet& b) {
  WeighedSets::Common common;
  for (std::size_t i = 0, j = 0; i < a.hashes.size() && j < b.hashes.size();) {
    const std::uint64_t x = a.hashes[i];
    const std::uint64_t y = b.hashes[j];
    if (x == y) {
      common.units += a.units_of_first(i + 1) - a.units_of_first(i);
      ++common.count;
    }
    i += x <= y ? 1 : 0;
    j += y <= x ? 1 : 0;
  }
  return overlap_of(a, b, common);
}

WeightedSet WeighedSets::Side::of(std::size_t column) const {
  const std::size_t begin = table->begins[column];
  const std::size_t size = table->begins[column + 1] - begin;
  return {std::span(table->hashes).subspan(begin, size), std::span(sums).subspan(begin, size),
          table->whole[column] != 0};
}

void WeighedSets::Side::add_up() {
  sums.resize(table->hashes.size());
  for (std::size_t column = 0; column < table->size(); ++column) {
    std::uint32_t sum = 0;
    for (std::size_t i = table->begins[column]; i < table->begins[column + 1]; ++i) {
      sum += units[table->key_of[i]];
      sums[i] = sum;
    }
  }
}

WeighedSets::WeighedSets(const SetTable& source, const SetTable& target) {
  const Weights weights(source.size() + target.size());
  source_.table = &source;
  target_.table = &target;
  target_.units.resize(target.keys.size());
  for (std::uint32_t key = 0; key < target.keys.size(); ++key) {
    target_.units[key] = weights.units(target.count(key));
  }
  source_.units.resize(source.keys.size());
  target_key_.resize(source.keys.size());
  for (std::uint32_t key = 0; key < source.keys.size(); ++key) {
    const std::uint32_t other = target.find(source.keys[key]);
    const std::size_t others = other == SetTable::kNone ? 0 : target.count(other);
    target_key_[key] = other;
    source_.units[key] = weights.units(source.count(key) + others);
    if (others > 0) {
      target_.units[other] = source_.units[key];
    }
  }
  source_.add_up();
  target_.add_up();
}

void WeighedSets::overlaps(std::size_t source_column, const Chosen& chosen,
                           std::vector<Common>& scratch, std::vector<Overlap>& out) const {
  const WeightedSet set = source(source_column);
  out.clear();
  std::size_t entries = 0;
  visit_common(source_column, [&entries](std::uint32_t, std::span<const std::uint32_t> columns) {
    entries += columns.size();
  });
  // Where much is common to columns that nobody chose, one look at each chosen pair costs less.
  constexpr std::size_t kStepsAnEntry = 2;
  if (entries > kStepsAnEntry * set.hashes.size() * chosen.columns.size()) {
    for (const std::uint32_t column : chosen.columns) {
      out.push_back(overlap_of(set, target(column)));
    }
    return;
  }
  scratch.assign(chosen.columns.size(), Common{});
  visit_common(source_column, [&](std::uint32_t units, std::span<const std::uint32_t> columns) {
    for (const std::uint32_t column : columns) {
      if (const std::uint32_t place = chosen.place_of[column]; place != Chosen::kNone) {
        scratch[place].units += units;
        ++scratch[place].count;
      }
    }
  });
  // A hash in both sketches is within both ranges: only the totals need limiting.
  for (std::size_t i = 0; i < chosen.columns.size(); ++i) {
    out.push_back(overlap_of(set, target(chosen.columns[i]), scratch[i]));
  }
}

}  // namespace cognate::schema
