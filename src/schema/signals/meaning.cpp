#include <algorithm>

#include "schema/signals/signals.h"

namespace cognate::schema {
namespace {

/// Two cosines in one number, 0 to 1: that of the vectors, and that of what is left of them
/// without the mean of all columns, which tells near columns of one subject apart.
double alike(const Pair& pair, VectorKind kind) {
  if (!pair.both_have(kind)) {
    return kSilent;
  }
  const double product = pair.products[kind];
  const double residual = residue(product, pair.source.vectors[kind], pair.target.vectors[kind]);
  return (std::clamp(product, 0.0, 1.0) + std::clamp(residual, 0.0, 1.0)) / 2;
}

}  // namespace

double meaning_of_names(const Pair& pair) {
  const bool nameless =
      pair.source.profile.name.letters.empty() || pair.target.profile.name.letters.empty();
  return nameless ? kSilent : alike(pair, VectorKind::name);
}

double meaning_of_descriptions(const Pair& pair) { return alike(pair, VectorKind::description); }

double meaning_with_values(const Pair& pair) { return alike(pair, VectorKind::values); }

}  // namespace cognate::schema
