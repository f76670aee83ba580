#include "cli/progress.h"

#include <gtest/gtest.h>

#include <string>

namespace cognate::cli {
namespace {

TEST(ProgressLine, SaysHowFarHowFastAndHowLongStill) {
  EXPECT_EQ(progress_line({.what = "texts", .done = 50, .total = 200, .seconds = 10}),
            "██████" + std::string(18, ' ') + "  25 %  50 of 200 texts  5.0 texts/s  0:30 left");
  EXPECT_EQ(progress_line({.what = "cases", .done = 1, .total = 7201, .seconds = 1}),
            std::string(24, ' ') + "   0 %  1 of 7201 cases  1.0 cases/s  2:00:00 left");
}

TEST(ProgressLine, WithoutATotalItCounts) {
  EXPECT_EQ(progress_line({.what = "texts", .done = 500, .seconds = 10}), "500 texts  50 texts/s");
  EXPECT_EQ(progress_line({.what = "texts", .done = 50, .total = 40, .seconds = 1}),
            "50 texts  50 texts/s")
      << "a wrong total is no total";
}

TEST(ProgressLine, StartsWithoutDividingByZero) {
  EXPECT_EQ(progress_line({.what = "texts", .total = 100}),
            std::string(24, ' ') + "   0 %  0 of 100 texts  0.0 texts/s");
}

}  // namespace
}  // namespace cognate::cli
