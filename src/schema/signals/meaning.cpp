#include <algorithm>
#include <span>

#include "schema/signals/signals.h"

namespace cognate::schema {
namespace {

/// Dot product of two rows of one length. Of vectors of length 1: their cosine.
double dot(std::span<const float> a, std::span<const float> b) {
  constexpr std::size_t kLanes = 8;  // independent sums, which the compiler makes registers
  float sums[kLanes] = {};
  std::size_t i = 0;
  for (; i + kLanes <= a.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] += a.data()[i + lane] * b.data()[i + lane];
    }
  }
  for (; i < a.size(); ++i) {
    sums[0] += a.data()[i] * b.data()[i];
  }
  return static_cast<double>(((sums[0] + sums[4]) + (sums[1] + sums[5])) +
                             ((sums[2] + sums[6]) + (sums[3] + sums[7])));
}

/// Two cosines in one number, 0 to 1: that of the vectors, and that of what is left of them
/// without the mean of all columns, which tells near columns of one subject apart.
double alike(const TextVector& a, const TextVector& b) {
  const double product = dot(a.values, b.values);
  const double residue = (product - a.offset - b.offset) * a.scale * b.scale;
  return (std::clamp(product, 0.0, 1.0) + std::clamp(residue, 0.0, 1.0)) / 2;
}

}  // namespace

double meaning_of_names(const Pair& pair) {
  const bool nameless =
      pair.source.profile.name.letters.empty() || pair.target.profile.name.letters.empty();
  return nameless ? kSilent : alike(pair.source.name_vector, pair.target.name_vector);
}

double meaning_with_values(const Pair& pair) {
  return alike(pair.source.text_vector, pair.target.text_vector);
}

}  // namespace cognate::schema
