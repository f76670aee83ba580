#include "cli/exit_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "base/file_system.h"

namespace cognate::cli {
namespace {

TEST(ExitCodes, EveryKindOfFailureHasItsOwnNumber) {
  std::set<int> numbers = {kExitOk};
  for (int code = 0; code <= static_cast<int>(Code::internal); ++code) {
    const int number = exit_code(static_cast<Code>(code));
    EXPECT_TRUE(numbers.insert(number).second) << code_name(static_cast<Code>(code));
    EXPECT_LT(number, 126) << "from there on numbers belong to the shell";
  }
  EXPECT_EQ(exit_code(Code::invalid_argument), kExitUsage);
}

TEST(ExitCodes, StandInTheManualAsTheyAre) {
  const auto page =
      read_file(real_file_system(), COGNATE_SOURCE_DIR "/docs/exit-codes.md", 100'000);
  ASSERT_TRUE(page) << page.error().message;
  for (const ExitCode& row : exit_codes()) {
    EXPECT_THAT(*page, testing::HasSubstr(fmt::format("| {} | {} | {} |", row.number,
                                                      code_name(row.code), row.meaning)));
  }
}

}  // namespace
}  // namespace cognate::cli
