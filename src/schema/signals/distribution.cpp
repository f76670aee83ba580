#include <algorithm>
#include <cmath>

#include "schema/signals/signals.h"

namespace cognate::schema {
namespace {

/// Share of a distribution below `x`, by straight lines between its quantiles.
double share_below(const Quantiles& q, double x) {
  if (x < q.at.front()) {
    return 0;
  }
  if (x >= q.at.back()) {
    return 1;
  }
  const auto above = std::ranges::upper_bound(q.at, x);
  const auto i = static_cast<double>(above - q.at.begin());
  const double low = *(above - 1);
  return (i - 1 + (x - low) / (*above - low)) / static_cast<double>(Quantiles::kPoints - 1);
}

/// 1 minus twice the mean distance of the two distribution functions, taken at the quantiles of
/// both: 1 for equal ones, 0 for ranges that do not meet. Free of any scale.
double quantiles_alike(const Quantiles& a, const Quantiles& b) {
  double distance = 0;
  for (const Quantiles* points : {&a, &b}) {
    for (const double x : points->at) {
      distance += std::abs(share_below(a, x) - share_below(b, x));
    }
  }
  return std::max(0.0, 1 - distance / static_cast<double>(Quantiles::kPoints));
}

/// The distribution moved to median 0 and stretched to a length of 1 from the first tenth to the
/// last; empty where all numbers are equal.
Quantiles normed(const Quantiles& q) {
  Quantiles out = q;
  const double middle = q.at[Quantiles::kPoints / 2];
  const double length = q.at[Quantiles::kPoints - 2] - q.at[1];
  if (!(length > 0)) {
    out.count = 0;
    return out;
  }
  for (double& x : out.at) {
    x = (x - middle) / length;
  }
  return out;
}

/// How often values come says nothing where they are listed once each.
bool lists_allowed(const Pair& pair) {
  return pair.source.profile.allowed_values || pair.target.profile.allowed_values;
}

bool without_values(const Pair& pair) {
  return pair.source.profile.values == 0 || pair.target.profile.values == 0;
}

}  // namespace

double numbers_alike(const Pair& pair) {
  const Quantiles& a = pair.source.profile.numbers;
  const Quantiles& b = pair.target.profile.numbers;
  if (without_values(pair) || (a.empty() && b.empty())) {
    return kSilent;
  }
  return a.empty() || b.empty() ? 0 : quantiles_alike(a, b);
}

double numbers_shaped(const Pair& pair) {
  const Quantiles& a = pair.source.profile.numbers;
  const Quantiles& b = pair.target.profile.numbers;
  if (a.empty() || b.empty()) {
    return kSilent;
  }
  const Quantiles normed_a = normed(a);
  const Quantiles normed_b = normed(b);
  return normed_a.empty() || normed_b.empty() ? kSilent : quantiles_alike(normed_a, normed_b);
}

double lengths_alike(const Pair& pair) {
  return without_values(pair)
             ? kSilent
             : quantiles_alike(pair.source.profile.lengths, pair.target.profile.lengths);
}

double characters_alike(const Pair& pair) {
  if (without_values(pair)) {
    return kSilent;
  }
  double distance = 0;
  for (std::size_t i = 0; i < pair.source.profile.characters.size(); ++i) {
    distance += std::abs(
        static_cast<double>(pair.source.profile.characters[i] - pair.target.profile.characters[i]));
  }
  return std::max(0.0, 1 - distance / 2);
}

double distinctness_alike(const Pair& pair) {
  if (without_values(pair) || lists_allowed(pair)) {
    return kSilent;
  }
  return 1 - std::abs(pair.source.profile.distinct_share() - pair.target.profile.distinct_share());
}

double nulls_alike(const Pair& pair) {
  if (pair.source.profile.rows == 0 || pair.target.profile.rows == 0 || lists_allowed(pair)) {
    return kSilent;
  }
  return 1 - std::abs(pair.source.profile.null_share() - pair.target.profile.null_share());
}

}  // namespace cognate::schema
