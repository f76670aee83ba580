#include "schema/pair.h"

#include "schema/abbreviation.h"

namespace cognate::schema {
namespace {

/// What costs little for each pair alone.
Pair begun(const ColumnView& source, const ColumnView& target) {
  Pair pair{source, target, {}, {}, 0};
  for (const VectorKind kind : kVectorKinds) {
    pair.products[kind] = product_of(source.vectors[kind], target.vectors[kind]);
  }
  pair.short_bits = abbreviation_bits(source.profile.name, target.profile.name);
  return pair;
}

}  // namespace

Pair compare(const ColumnView& source, const ColumnView& target) {
  Pair pair = begun(source, target);
  for (const SetKind kind : kSetKinds) {
    pair.overlaps[kind] = overlap_of(source.sets[kind], target.sets[kind]);
  }
  return pair;
}

void RowOfPairs::start(std::size_t source, std::span<const std::uint32_t> targets) {
  for (const std::uint32_t target : targets_) {
    place_of_[target] = Chosen::kNone;
  }
  source_ = source;
  targets_ = targets;
  for (std::size_t place = 0; place < targets.size(); ++place) {
    place_of_[targets[place]] = static_cast<std::uint32_t>(place);
  }
  const Chosen chosen{targets_, place_of_};
  for (const SetKind kind : kSetKinds) {
    corpus_->sets(kind).overlaps(source, chosen, scratch_, overlaps_[kind]);
  }
}

Pair RowOfPairs::pair(std::size_t place) const {
  Pair pair = begun(corpus_->source()[source_], corpus_->target()[targets_[place]]);
  for (const SetKind kind : kSetKinds) {
    pair.overlaps[kind] = overlaps_[kind][place];
  }
  return pair;
}

}  // namespace cognate::schema
