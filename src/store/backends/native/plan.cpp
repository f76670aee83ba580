#include "store/backends/native/plan.h"

#include <algorithm>

namespace cognate::store::native {
namespace {

// Rows that a walk measures for each of its effort.
constexpr double kWalkRows = 14;
// The same over bridges, whose links are read besides.
constexpr double kBridgeRows = 110;
// A row of a scan, and one that is read by itself.
constexpr double kScanRow = .3;
constexpr double kSurvivorRow = .8;
// With fewer passing, walks over bridges lose their way.
constexpr double kBridgeShareLeast = .01;
// A walk over bridges holds rows that pass only, so it needs no more than others.
constexpr double kBridgeEffort = 1.0;

}  // namespace

Plan plan_of(const Situation& situation) noexcept {
  const auto rows = static_cast<double>(situation.rows);
  const auto passing = static_cast<double>(situation.passing);
  const double scan = rows * kScanRow;
  const double survivors = situation.filtered ? passing * kSurvivorRow : 2 * scan + 1;
  const Plan whole = {.way = survivors < scan ? Way::survivors : Way::scan};
  if (situation.exact || situation.linked == 0 || passing == 0) {
    return whole;
  }
  const auto effort = static_cast<double>(situation.effort);
  const double share = std::min(passing / rows, 1.0);
  // So many more that enough of them pass, though not every time the same share does.
  const double wide = share < 1 ? (effort + static_cast<double>(situation.wanted)) / share : effort;
  const double walk = wide * kWalkRows;
  const bool bridged = situation.filtered && share >= kBridgeShareLeast;
  const double bridges = bridged ? effort * kBridgeEffort * kBridgeRows : walk + 1;
  const double least = std::min(survivors, scan);
  if (least <= std::min(walk, bridges)) {
    return whole;
  }
  return walk <= bridges ? Plan{.way = Way::walk, .effort = static_cast<std::size_t>(wide)}
                         : Plan{.way = Way::bridges,
                                .effort = static_cast<std::size_t>(effort * kBridgeEffort)};
}

}  // namespace cognate::store::native
