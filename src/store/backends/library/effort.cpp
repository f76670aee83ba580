#include "store/backends/library/effort.h"

#include <algorithm>
#include <cmath>

namespace cognate::store {
namespace {

constexpr double kMissLeast = 1e-3;

/// share / miss^power
double by_miss(double recall, double share, double power) {
  return share / std::pow(std::max(1 - recall, kMissLeast), power);
}

}  // namespace

std::size_t ef_of(double recall, std::size_t k) {
  const double per_hit = std::max(by_miss(recall, .33, .8), 1.0);
  return static_cast<std::size_t>(std::ceil(per_hit * static_cast<double>(k)));
}

std::size_t nprobe_of(double recall, std::size_t lists) {
  const double share = std::min(by_miss(recall, .025, .6), 1.0);
  return std::max<std::size_t>(
      static_cast<std::size_t>(std::ceil(share * static_cast<double>(lists))), 1);
}

}  // namespace cognate::store
