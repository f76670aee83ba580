// Which way a query takes.

#include "store/backends/native/plan.h"

#include <gtest/gtest.h>

namespace cognate::store::native {
namespace {

Way way(std::size_t passing, bool filtered = true, std::size_t linked = 150'000) {
  return plan_of({.rows = 150'000,
                  .linked = linked,
                  .passing = passing,
                  .effort = 32,
                  .filtered = filtered})
      .way;
}

TEST(Plan, GoesFromSurvivorsOverBridgesToTheWalkAsMorePass) {
  EXPECT_EQ(way(0), Way::survivors);
  EXPECT_EQ(way(150), Way::survivors);
  EXPECT_EQ(way(1500), Way::survivors);
  EXPECT_EQ(way(15'000), Way::bridges);
  EXPECT_EQ(way(75'000), Way::walk);
  EXPECT_EQ(way(150'000, false), Way::walk);
}

TEST(Plan, WithoutAGraphOrForExactAnswersEverythingIsScanned) {
  EXPECT_EQ(way(150'000, false, 0), Way::scan);
  EXPECT_EQ(way(140'000, true, 0), Way::scan);
  EXPECT_EQ(
      plan_of({.rows = 150'000, .linked = 150'000, .passing = 150'000, .effort = 32, .exact = true})
          .way,
      Way::scan);
}

TEST(Plan, AWalkThatDropsRowsTakesMoreEffort) {
  const Plan plan = plan_of(
      {.rows = 150'000, .linked = 150'000, .passing = 75'000, .effort = 32, .filtered = true});
  EXPECT_EQ(plan.way, Way::walk);
  EXPECT_EQ(plan.effort, 64);
}

}  // namespace
}  // namespace cognate::store::native
