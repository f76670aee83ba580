// What the manual promises is what the tables of the program say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/config.h"
#include "base/error.h"
#include "base/file_system.h"
#include "cli/exit_code.h"
#include "store/registry.h"

namespace cognate::cli {
namespace {

using testing::HasSubstr;

std::string page(const std::string& name) {
  const auto text = read_file(real_file_system(), COGNATE_SOURCE_DIR "/docs/" + name, 100'000);
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : "";
}

TEST(ExitCodes, EveryKindOfFailureHasItsOwnNumber) {
  std::set<int> numbers = {kExitOk};
  for (int code = 0; code <= static_cast<int>(Code::internal); ++code) {
    const int number = exit_code(static_cast<Code>(code));
    EXPECT_TRUE(numbers.insert(number).second) << code_name(static_cast<Code>(code));
    EXPECT_LT(number, 126) << "from there on numbers belong to the shell";
  }
  EXPECT_EQ(exit_code(Code::invalid_argument), kExitUsage);
}

TEST(Manual, ListsTheExitCodesAsTheyAre) {
  const std::string text = page("exit-codes.md");
  for (const ExitCode& row : exit_codes()) {
    EXPECT_THAT(text, HasSubstr(fmt::format("| {} | {} | {} |", row.number, code_name(row.code),
                                            row.meaning)));
  }
}

TEST(Manual, ListsTheSettingsAsTheyAre) {
  const std::string text = page("settings.md");
  for (const Setting& row : settings()) {
    const std::string also = row.also.empty() ? "" : fmt::format(", `{}`", row.also);
    const auto quoted = [](std::string_view word) {
      return word.empty() ? "" : fmt::format("`{}`", word);
    };
    EXPECT_THAT(text,
                HasSubstr(fmt::format("| `{}` | `{}`{} | {} | {} | {} |", row.key, row.environment,
                                      also, quoted(row.flag), quoted(row.fallback), row.help)));
  }
}

TEST(Manual, ListsTheOptionsOfEveryBackEndOfThisBuildAsTheyAre) {
  const std::string text = page("stores.md");
  for (const store::Backend* backend : store::backends()) {
    EXPECT_THAT(text, HasSubstr(fmt::format("| `{}` |", backend->name)));
    const std::size_t begin = text.find(fmt::format("\n`{}`", backend->name));
    ASSERT_NE(begin, std::string::npos) << backend->name;
    const std::string part = text.substr(begin, text.find("\n`", begin + 1) - begin);
    for (const auto& [name, fallback, help] : backend->options) {
      const std::string shown = *fallback == '\0' ? "" : fmt::format("`{}`", fallback);
      EXPECT_THAT(part, HasSubstr(fmt::format("\n| `{}` | {} | {} |", name, shown, help)))
          << "of " << backend->name;
    }
  }
}

}  // namespace
}  // namespace cognate::cli
