#include <algorithm>
#include <span>

#include "schema/signals/signals.h"

namespace cognate::schema {
namespace {

/// Dot product of two rows of one length, at least 0. Vectors of length 1: their cosine.
double dot(std::span<const float> a, std::span<const float> b) {
  constexpr std::size_t kLanes = 8;  // independent sums, which the compiler makes one register
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
  const float sum =
      ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
  return std::clamp(static_cast<double>(sum), 0.0, 1.0);
}

bool nameless(const Pair& pair) {
  return pair.source.profile.name.letters.empty() || pair.target.profile.name.letters.empty();
}

}  // namespace

double meaning_of_names(const Pair& pair) {
  return nameless(pair) ? kSilent : dot(pair.source.name_vector, pair.target.name_vector);
}

double meaning_of_names_here(const Pair& pair) {
  return nameless(pair) ? kSilent : dot(pair.source.name_residue, pair.target.name_residue);
}

double meaning_with_values(const Pair& pair) {
  return dot(pair.source.text_vector, pair.target.text_vector);
}

double meaning_with_values_here(const Pair& pair) {
  return dot(pair.source.text_residue, pair.target.text_residue);
}

}  // namespace cognate::schema
