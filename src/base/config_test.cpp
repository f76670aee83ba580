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
  EXPECT_NE(error_of(load("", {}, {{.key = "precision", .text = "f16"}}))
                .find("one of f32|near|fast|int8|int16|bf16"),
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

TEST(Config, EveryNameOfAnEmbeddingServiceReachesItsSetting) {
  struct Case {
    std::string variable, text, key, value;
  };
  const std::vector<Case> cases = {
      {"EMBEDDING_BATCH_SIZE", "48", "service.batch_size", "48"},
      {"EMBEDDING_BATCH_SIZE", "auto", "service.batch_size", "auto"},
      {"EMBEDDING_MODEL_NAME", "bge-small", "model", "bge-small"},
      {"EMBEDDING_USE_GPU", "False", "service.gpu", "false"},
      {"EMBEDDING_QUANTIZATION", "int8", "precision", "int8"},
      {"EMBEDDING_QUANTIZATION", "none", "precision", "f32"},
      {"EMBEDDING_CACHE_TTL", "3600", "cache.ttl_seconds", "3600"},
      {"EMBEDDING_MAX_WORKERS", "3", "threads", "3"},
      {"EMBEDDING_USE_APPROXIMATE_SEARCH", "0", "search.approximate", "false"},
      {"EMBEDDING_MEMORY_LIMIT_MB", "2048", "service.memory_megabytes", "2048"},
      {"EMBEDDING_ENABLE_CACHING", "no", "cache.enabled", "false"},
      {"EMBEDDING_ENABLE_PARALLEL_PROCESSING", "OFF", "service.parallel", "false"},
  };
  for (const Case& each : cases) {
    const auto config = load("", {{each.variable, each.text}});
    ASSERT_TRUE(config) << error_of(config);
    EXPECT_EQ(config->text(each.key), each.value) << each.variable;
    EXPECT_EQ(config->value(each.key).where, each.variable);
  }
}

TEST(Config, AWrongValueOfAnEmbeddingNameIsRefusedWithTheRange) {
  struct Case {
    std::string variable, text, says;
  };
  const std::vector<Case> cases = {
      {"EMBEDDING_BATCH_SIZE", "-1", "auto, or a whole number from 0 to 4096"},
      {"EMBEDDING_USE_GPU", "true", "is not false (this build computes on the CPU"},
      {"EMBEDDING_USE_GPU", "cuda", "is not false"},
      {"EMBEDDING_QUANTIZATION", "int4", "one of f32|near|fast|int8|int16|bf16"},
      {"EMBEDDING_CACHE_TTL", "1h", "a whole number from 0 to 315360000"},
      {"EMBEDDING_MAX_WORKERS", "257", "a whole number from 0 to 256"},
      {"EMBEDDING_USE_APPROXIMATE_SEARCH", "maybe", "true or false"},
      {"EMBEDDING_MEMORY_LIMIT_MB", "8GB", "a whole number from 0 to 16777216"},
      {"EMBEDDING_ENABLE_CACHING", "2", "true or false"},
      {"EMBEDDING_ENABLE_PARALLEL_PROCESSING", "4", "true or false"},
  };
  for (const Case& each : cases) {
    const auto config = load("", {{each.variable, each.text}});
    ASSERT_FALSE(config) << each.variable;
    EXPECT_EQ(config.error().code, Code::invalid_argument);
    EXPECT_NE(config.error().message.find(each.variable), std::string::npos);
    EXPECT_NE(config.error().message.find(each.says), std::string::npos) << config.error().message;
  }
}

TEST(Config, AnUnknownEmbeddingNameIsAWarningWithTheNearestOne) {
  const auto config = load("", {{"EMBEDDING_CACHE_TLL", "1"}, {"EMBEDDING_ZZZZZZZZZZ", "1"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->warnings(),
            (std::vector<std::string>{"environment: no setting is named EMBEDDING_CACHE_TLL; did "
                                      "you mean EMBEDDING_CACHE_TTL?",
                                      "environment: no setting is named EMBEDDING_ZZZZZZZZZZ"}));
}

TEST(Config, TheWordForZeroReadsAsZero) {
  EXPECT_EQ(load("")->integer("service.batch_size"), 0);
  EXPECT_EQ(load("service:\n  batch_size: auto")->integer("service.batch_size"), 0);
  EXPECT_EQ(load("service:\n  batch_size: 16")->integer("service.batch_size"), 16);
}

TEST(Config, ABooleanIsReadInEveryUsualSpelling) {
  for (const std::string yes : {"true", "TRUE", "1", "yes", "On"}) {
    EXPECT_TRUE(load("cache:\n  enabled: " + yes)->boolean("cache.enabled")) << yes;
  }
  for (const std::string no : {"false", "False", "0", "no", "OFF"}) {
    EXPECT_FALSE(load("cache:\n  enabled: " + no)->boolean("cache.enabled")) << no;
  }
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
    EXPECT_TRUE(row.also.empty() || seen.insert(row.also).second) << row.also;
    EXPECT_FALSE(row.help.empty()) << row.key;
    const auto config =
        load("", {}, {{.key = std::string(row.key), .text = std::string(row.fallback)}});
    EXPECT_TRUE(config) << error_of(config);
  }
}

}  // namespace
}  // namespace cognate
