#include "cli/progress.h"

#include <gtest/gtest.h>

#include <string>

namespace cognate::cli {
namespace {

TEST(ProgressLine, SaysHowFarHowFastAndHowLongStill) {
  EXPECT_EQ(progress_line(50, 200, 10),
            "██████                    25 %  50 of 200 texts  5 texts/s  0:30 left");
  EXPECT_EQ(progress_line(1, 7201, 1),
            std::string(24, ' ') + "   0 %  1 of 7201 texts  1 texts/s  2:00:00 left");
}

TEST(ProgressLine, WithoutATotalItCounts) {
  EXPECT_EQ(progress_line(50, {}, 10), "50 texts  5 texts/s");
  EXPECT_EQ(progress_line(50, 40, 10), "50 texts  5 texts/s") << "a wrong total is no total";
}

TEST(ProgressLine, StartsWithoutDividingByZero) {
  EXPECT_EQ(progress_line(0, 100, 0), std::string(24, ' ') + "   0 %  0 of 100 texts  0 texts/s");
}

}  // namespace
}  // namespace cognate::cli
