#include "base/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace cognate {
namespace {

TEST(Paths, OurOwnVariableRulesOverXdgOverHome) {
  EXPECT_EQ(*cognate_home({{"COGNATE_HOME", "/c"}, {"XDG_CACHE_HOME", "/x"}, {"HOME", "/h"}}),
            "/c");
  EXPECT_EQ(*cognate_home({{"XDG_CACHE_HOME", "/x"}, {"HOME", "/h"}}), "/x/cognate");
  EXPECT_EQ(*cognate_home({{"HOME", "/h"}}), "/h/.cache/cognate");
}

TEST(Paths, ARelativeXdgFolderIsIgnored) {
  EXPECT_EQ(*cognate_home({{"XDG_CACHE_HOME", "x"}, {"HOME", "/h"}}), "/h/.cache/cognate");
}

TEST(Paths, AnEmptyVariableCountsAsNotSet) {
  EXPECT_EQ(*cognate_home({{"COGNATE_HOME", ""}, {"HOME", "/h"}}), "/h/.cache/cognate");
}

TEST(Paths, WithoutAnyFolderTheErrorSaysWhatToSet) {
  const auto home = cognate_home({});
  ASSERT_FALSE(home);
  EXPECT_NE(home.error().message.find("COGNATE_HOME"), std::string::npos);
}

TEST(Paths, TheSettingsFileFollowsTheSameRules) {
  EXPECT_EQ(config_path({{"COGNATE_CONFIG", "a.yaml"}, {"HOME", "/h"}}), "a.yaml");
  EXPECT_EQ(config_path({{"XDG_CONFIG_HOME", "/x"}}), "/x/cognate/config.yaml");
  EXPECT_EQ(config_path({{"HOME", "/h"}}), "/h/.config/cognate/config.yaml");
  EXPECT_EQ(config_path({}), "");
}

TEST(Paths, JoinPutsOneSlashBetween) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("", "b"), "b");
}

TEST(Paths, TheEnvironmentOfTheProcessIsCopied) {
  ASSERT_EQ(setenv("COGNATE_PATHS_TEST", "a=b", 1), 0);
  EXPECT_EQ(environment_value(process_environment(), "COGNATE_PATHS_TEST"), "a=b");
  unsetenv("COGNATE_PATHS_TEST");
  EXPECT_EQ(environment_value(process_environment(), "COGNATE_PATHS_TEST"), "");
}

}  // namespace
}  // namespace cognate
