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
  return without_values(pair) ? kSilent : contained(pair.values);
}

double values_shared(const Pair& pair) {
  if (without_values(pair)) {
    return kSilent;
  }
  const Overlap& values = pair.values;
  return values.common / std::max(1e-9, values.a + values.b - values.common);
}

double values_words(const Pair& pair) {
  if (pair.source.words.hashes.empty() || pair.target.words.hashes.empty()) {
    return kSilent;
  }
  return contained(pair.words);
}

double values_spelling(const Pair& pair) {
  if (pair.source.words.hashes.empty() || pair.target.words.hashes.empty()) {
    return kSilent;
  }
  float sum = 0;
  for (std::size_t i = 0; i < pair.source.grams.size(); ++i) {
    sum += pair.source.grams[i] * pair.target.grams[i];
  }
  return std::clamp(static_cast<double>(sum), 0.0, 1.0);
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
