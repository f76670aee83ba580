#include "base/config.h"

#include <gtest/gtest.h>

#include <set>

#include "base/faulty_file_system.h"

namespace cognate {
namespace {

const std::string kFile = "/c/cognate/config.yaml";

Result<Config> load(const std::string& yaml, Environment environment = {},
                    const std::vector<FlagValue>& flags = {}) {
  FaultyFileSystem fs;
  fs.put(kFile, yaml);
  environment.emplace("XDG_CONFIG_HOME", "/c");
  return Config::load(fs, environment, flags);
}

std::string error_of(const Result<Config>& config) {
  return config ? "no error" : config.error().message;
}

TEST(Config, WithoutAnythingTheDefaultsHold) {
  FaultyFileSystem fs;
  const auto config = Config::load(fs, {}, {});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->text("model"), "all-MiniLM-L6-v2");
  EXPECT_EQ(config->integer("threads"), 0);
  EXPECT_EQ(config->real("match.threshold"), -1);
  EXPECT_EQ(config->value("threads").where, "default");
  EXPECT_TRUE(config->warnings().empty());
}

TEST(Config, FlagsWinOverTheEnvironmentOverTheFileOverDefaults) {
  const std::string yaml = "threads: 2\nsample_rows: 20\nmatch:\n  top_k: 7\n";
  const Environment environment = {{"COGNATE_THREADS", "3"}, {"COGNATE_SAMPLE_ROWS", "30"}};
  const auto config = load(yaml, environment, {{.key = "threads", .text = "4"}});
  ASSERT_TRUE(config) << error_of(config);
  EXPECT_EQ(config->integer("threads"), 4);
  EXPECT_EQ(config->value("threads").where, "--threads");
  EXPECT_EQ(config->value("threads").origin, Origin::flag);
  EXPECT_EQ(config->integer("sample_rows"), 30);
  EXPECT_EQ(config->value("sample_rows").where, "COGNATE_SAMPLE_ROWS");
  EXPECT_EQ(config->integer("match.top_k"), 7);
  EXPECT_EQ(config->value("match.top_k").where, kFile + ":4");
}

TEST(Config, NamesThatPeopleBringWithThemAreWeakerThanOurOwn) {
  const auto theirs = load("", {{"EMBEDDING_MAX_WORKERS", "5"}});
  ASSERT_TRUE(theirs);
  EXPECT_EQ(theirs->integer("threads"), 5);
  const auto both = load("", {{"EMBEDDING_MAX_WORKERS", "5"}, {"COGNATE_THREADS", "6"}});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->integer("threads"), 6);
}

TEST(Config, AValueThatMakesNoSenseIsRefusedWithWhatWould) {
  EXPECT_EQ(error_of(load("threads: many")), kFile +
                                                 ":1: \"many\" is not a whole number from 0 to 256 "
                                                 "(processors to work with; 0 means all)");
  EXPECT_NE(error_of(load("", {{"COGNATE_THREADS", "257"}})).find("COGNATE_THREADS: \"257\""),
            std::string::npos);
  EXPECT_NE(error_of(load("", {}, {{.key = "precision", .text = "f16"}})).find("one of f32|fast"),
            std::string::npos);
  EXPECT_FALSE(load("match.threshold: nan"));
  EXPECT_FALSE(load("match.threshold: 1.5"));
  EXPECT_FALSE(load("threads: 3.5"));
  EXPECT_FALSE(load("threads: 99999999999999999999"));
  EXPECT_FALSE(load("model: ''"));
}

TEST(Config, AnUnknownKeyIsAWarningWithTheNearestName) {
  const auto config = load("thread: 2\nzzz: 1\n", {{"COGNATE_THRAEDS", "2"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(
      config->warnings(),
      (std::vector<std::string>{
          kFile + ":1: no setting is named thread; did you mean threads?",
          kFile + ":2: no setting is named zzz",
          "environment: no setting is named COGNATE_THRAEDS; did you mean COGNATE_THREADS?"}));
}

TEST(Config, VariablesOfOthersThatLookLikeOursAreNoWarning) {
  const auto config = load("", {{"COGNATE_SERVICE_PORT_8080_TCP", "tcp://10.0.0.1"}});
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->warnings().empty());
}

TEST(Config, AFileThatIsNotASettingsFileIsRefusedByLine) {
  EXPECT_NE(error_of(load("threads: [1, 2]")).find(":1: threads needs one plain value"),
            std::string::npos);
  EXPECT_NE(error_of(load("a: b\n  c: {")).find(kFile + ":"), std::string::npos);
  EXPECT_NE(error_of(load("- just\n- a list\n")).find("key: value"), std::string::npos);
  EXPECT_TRUE(load("# nothing but a comment\n"));
}

TEST(Config, OnlyAFileThatWasAskedForMustBeThere) {
  FaultyFileSystem fs;
  EXPECT_TRUE(Config::load(fs, {{"HOME", "/h"}}, {}));
  const auto config = Config::load(fs, {{"COGNATE_CONFIG", "/h/none.yaml"}}, {});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message, "COGNATE_CONFIG: /h/none.yaml: no such file");
}

TEST(Settings, EveryRowIsReachableAndItsDefaultIsAllowed) {
  std::set<std::string_view> seen;
  for (const Setting& row : settings()) {
    EXPECT_TRUE(seen.insert(row.key).second) << row.key;
    EXPECT_TRUE(seen.insert(row.environment).second) << row.environment;
    EXPECT_TRUE(seen.insert(row.flag).second) << row.flag;
    EXPECT_FALSE(row.help.empty()) << row.key;
    const auto config =
        load("", {}, {{.key = std::string(row.key), .text = std::string(row.fallback)}});
    EXPECT_TRUE(config) << error_of(config);
  }
}

}  // namespace
}  // namespace cognate
