#include "schema/pair.h"

#include <algorithm>

#include "schema/abbreviation.h"

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

/// Sets the totals of both sets over the range that both cover.
void limit_overlap(const WeightedSet& a, const WeightedSet& b, Overlap& overlap) {
  overlap.a_count = count_up_to(a, last_of(b));
  overlap.b_count = count_up_to(b, last_of(a));
  overlap.a = a.weight_of_first(overlap.a_count);
  overlap.b = b.weight_of_first(overlap.b_count);
}

}  // namespace

Overlap overlap_of(const WeightedSet& a, const WeightedSet& b) {
  Overlap out;
  for (std::size_t i = 0, j = 0; i < a.hashes.size() && j < b.hashes.size();) {
    const bool equal = a.hashes[i] == b.hashes[j];
    if (equal) {
      out.common += static_cast<double>(a.weights[i]);
      ++out.common_count;
    }
    const bool a_goes_on = a.hashes[i] <= b.hashes[j];
    j += equal || !a_goes_on ? 1 : 0;
    i += a_goes_on ? 1 : 0;
  }
  limit_overlap(a, b, out);
  return out;
}

OverlapIndex::OverlapIndex(std::vector<const WeightedSet*> sets) : sets_(std::move(sets)) {
  for (std::size_t s = 0; s < sets_.size(); ++s) {
    for (std::size_t i = 0; i < sets_[s]->hashes.size(); ++i) {
      entries_[sets_[s]->hashes[i]].push_back(
          {static_cast<std::uint32_t>(s), sets_[s]->weights[i]});
    }
  }
}

void OverlapIndex::overlaps(const WeightedSet& set, std::vector<Overlap>& out) const {
  out.assign(sets_.size(), Overlap{});
  // A hash in both sketches is within both ranges: only the totals need limiting.
  for (const std::uint64_t hash : set.hashes) {
    if (const auto found = entries_.find(hash); found != entries_.end()) {
      for (const Entry& entry : found->second) {
        out[entry.set].common += static_cast<double>(entry.weight);
        ++out[entry.set].common_count;
      }
    }
  }
  for (std::size_t s = 0; s < sets_.size(); ++s) {
    limit_overlap(set, *sets_[s], out[s]);
  }
}

Pair compare(const ColumnView& source, const ColumnView& target) {
  return {source,
          target,
          overlap_of(source.name_words, target.name_words),
          overlap_of(source.values, target.values),
          overlap_of(source.words, target.words),
          abbreviation_bits(source.profile.name, target.profile.name)};
}

RowOfPairs::Indexes RowOfPairs::index(std::span<const ColumnView> targets) {
  const auto sets = [targets](WeightedSet ColumnView::*set) {
    std::vector<const WeightedSet*> out;
    for (const ColumnView& view : targets) {
      out.push_back(&(view.*set));
    }
    return OverlapIndex(std::move(out));
  };
  return {sets(&ColumnView::name_words), sets(&ColumnView::values), sets(&ColumnView::words)};
}

void RowOfPairs::start(const ColumnView& source) {
  source_ = &source;
  indexes_.name_words.overlaps(source.name_words, name_words_);
  indexes_.values.overlaps(source.values, values_);
  indexes_.words.overlaps(source.words, words_);
}

Pair RowOfPairs::pair(std::size_t target) const {
  const ColumnView& view = targets_[target];
  return {
      *source_,        view,           name_words_[target],
      values_[target], words_[target], abbreviation_bits(source_->profile.name, view.profile.name)};
}

}  // namespace cognate::schema
