#include <algorithm>

#include "schema/signals/signals.h"

namespace cognate::schema {
namespace {

bool without_values(const Pair& pair) {
  return pair.source.profile.values == 0 || pair.target.profile.values == 0;
}

/// Common weight over the lighter side, drawn to 0 where only little weight stands behind it: one
/// value in common of one is no proof.
double contained(const Overlap& overlap) {
  constexpr double kDoubt = 1;  // the weight of one value that no other column has
  return overlap.common / (std::min(overlap.a, overlap.b) + kDoubt);
}

}  // namespace

double values_common(const Pair& pair) {
  return without_values(pair) ? kSilent : contained(pair.overlaps[SetKind::values]);
}

double values_shared(const Pair& pair) {
  if (without_values(pair)) {
    return kSilent;
  }
  const Overlap& values = pair.overlaps[SetKind::values];
  return values.common / std::max(1e-9, values.a + values.b - values.common);
}

double values_words(const Pair& pair) {
  if (pair.source.sets[SetKind::value_words].hashes.empty() ||
      pair.target.sets[SetKind::value_words].hashes.empty()) {
    return kSilent;
  }
  return contained(pair.overlaps[SetKind::value_words]);
}

double values_grams(const Pair& pair) {
  if (pair.source.sets[SetKind::value_trigrams].hashes.empty() ||
      pair.target.sets[SetKind::value_trigrams].hashes.empty()) {
    return kSilent;
  }
  return contained(pair.overlaps[SetKind::value_trigrams]);
}

double values_spelling(const Pair& pair) {
  constexpr VectorKind kGrams = VectorKind::value_grams;
  if (!pair.both_have(kGrams)) {
    return kSilent;
  }
  return std::clamp(
      residue(pair.products[kGrams], pair.source.vectors[kGrams], pair.target.vectors[kGrams]), 0.0,
      1.0);
}

double values_shapes(const Pair& pair) {
  if (without_values(pair)) {
    return kSilent;
  }
  const auto& a = pair.source.profile.shapes;
  const auto& b = pair.target.profile.shapes;
  double common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].hash == b[j].hash) {
      common += static_cast<double>(std::min(a[i++].share, b[j++].share));
    } else {
      a[i].hash < b[j].hash ? ++i : ++j;
    }
  }
  return std::min(1.0, common);
}

}  // namespace cognate::schema
