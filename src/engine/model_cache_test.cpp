#include "engine/model_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/faulty_file_system.h"
#include "base/hash.h"
#include "engine/model_files.h"

namespace cognate::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A file system with one importable model in /from/tiny.
class ModelCaches : public testing::Test {
 protected:
  ModelCaches() {
    EXPECT_TRUE(fs_.make_folders("/from/tiny/1_Pooling"));
    fs_.put("/from/tiny/config.json", "{}");
    fs_.put("/from/tiny/model.safetensors", std::string(3'000'000, 'w'));
    fs_.put("/from/tiny/vocab.txt", "[PAD]\n");
    fs_.put("/from/tiny/1_Pooling/config.json", "{}");
    fs_.put("/from/tiny/pytorch_model.bin", "pickle");
    fs_.put("/from/tiny/train_script.py", "import this");
  }

  std::vector<std::string> names_in_cache() {
    const auto names = fs_.list("/cache/models");
    return names ? *names : std::vector<std::string>{};
  }

  FaultyFileSystem fs_;
  ModelCache cache_{fs_, "/cache"};
};

TEST_F(ModelCaches, ImportTakesTheKnownFilesAndNoOthers) {
  const auto model = cache_.import("/from/tiny", {});
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->name, "tiny");
  EXPECT_EQ(model->bytes, 3'000'000U);
  EXPECT_THAT(*fs_.list("/cache/models/tiny"), ElementsAre("1_Pooling", "SHA256SUMS", "config.json",
                                                           "model.safetensors", "vocab.txt"));
  EXPECT_EQ(*sha256_file(fs_, "/cache/models/tiny/model.safetensors"),
            *sha256_file(fs_, "/from/tiny/model.safetensors"));
}

TEST_F(ModelCaches, WhatWasImportedIsListedFoundAndWhole) {
  EXPECT_TRUE(cache_.list()->empty()) << "no folder yet means no models";
  ASSERT_TRUE(cache_.import("/from/tiny/", {.name = "mine"}));
  ASSERT_EQ(cache_.list()->size(), 1U);
  EXPECT_EQ(cache_.list()->at(0).name, "mine");
  EXPECT_EQ(*cache_.find("mine"), "/cache/models/mine");
  EXPECT_EQ(*cache_.find("some-organisation/mine"), "/cache/models/mine");
  EXPECT_EQ(*cache_.find("/from/tiny"), "/from/tiny");
  const auto checks = cache_.verify("mine");
  ASSERT_TRUE(checks);
  ASSERT_EQ(checks->size(), 4U);
  for (const FileCheck& check : *checks) {
    EXPECT_EQ(check.state, FileCheck::State::whole) << check.file;
  }
}

TEST_F(ModelCaches, VerifySaysWhichFileChangedAndWhichIsMissing) {
  ASSERT_TRUE(cache_.import("/from/tiny", {}));
  fs_.put("/cache/models/tiny/vocab.txt", "[PAD]?");
  ASSERT_TRUE(fs_.remove("/cache/models/tiny/config.json"));
  const auto checks = cache_.verify("tiny");
  ASSERT_TRUE(checks);
  std::map<std::string, FileCheck::State> states;
  for (const FileCheck& check : *checks) {
    states[check.file] = check.state;
  }
  EXPECT_EQ(states["vocab.txt"], FileCheck::State::changed);
  EXPECT_EQ(states["config.json"], FileCheck::State::missing);
  EXPECT_EQ(states["model.safetensors"], FileCheck::State::whole);
}

TEST_F(ModelCaches, AListOfHashesCannotPointOutOfTheFolder) {
  ASSERT_TRUE(cache_.import("/from/tiny", {}));
  for (const auto* file : {"../secret", "/etc/passwd"}) {
    fs_.put("/cache/models/tiny/SHA256SUMS", std::string(64, 'a') + "  " + file + "\n");
    EXPECT_EQ(cache_.verify("tiny").error().code, Code::corrupt) << file;
  }
  fs_.put("/cache/models/tiny/SHA256SUMS", "what is this");
  EXPECT_EQ(cache_.verify("tiny").error().code, Code::corrupt);
}

TEST_F(ModelCaches, AFolderWithPickledWeightsOnlyIsRefusedByName) {
  ASSERT_TRUE(fs_.remove("/from/tiny/model.safetensors"));
  const auto model = cache_.import("/from/tiny", {});
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, Code::unsupported);
  EXPECT_THAT(model.error().message, HasSubstr("pytorch_model.bin, a pickle file"));
  EXPECT_THAT(names_in_cache(), ElementsAre());
}

TEST_F(ModelCaches, WhatIsMissingIsNamed) {
  ASSERT_TRUE(fs_.remove("/from/tiny/vocab.txt"));
  EXPECT_THAT(cache_.import("/from/tiny", {}).error().message, HasSubstr("no tokenizer"));
  EXPECT_THAT(cache_.import("/from/none", {}).error().message, HasSubstr("no such folder"));
  EXPECT_THAT(cache_.find("none").error().message, HasSubstr("which holds none"));
}

TEST_F(ModelCaches, AModelIsNeverReplaced) {
  ASSERT_TRUE(cache_.import("/from/tiny", {}));
  EXPECT_EQ(cache_.import("/from/tiny", {}).error().code, Code::already_exists);
}

TEST_F(ModelCaches, ANameCannotLeaveTheCache) {
  for (const auto* name : {"../x", ".hidden", "a/b", "a b", ".."}) {
    EXPECT_EQ(cache_.import("/from/tiny", {.name = name}).error().code, Code::invalid_argument);
  }
}

TEST_F(ModelCaches, AModelThatTheCheckRefusesDoesNotAppear) {
  const auto model =
      cache_.import("/from/tiny", {.check = [](const std::string& folder) {
                      return Status(fail(Code::unsupported, "{}: not this one", folder));
                    }});
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message, "/from/tiny: not this one") << "the name that people know";
  EXPECT_THAT(names_in_cache(), ElementsAre());
}

TEST_F(ModelCaches, AStoppedImportLeavesNothing) {
  std::stop_source stop;
  stop.request_stop();
  const auto model = cache_.import("/from/tiny", {.stop = stop.get_token()});
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, Code::deadline);
  EXPECT_THAT(names_in_cache(), ElementsAre());
}

TEST_F(ModelCaches, WhateverFailsTheModelIsWholeOrAbsent) {
  ASSERT_TRUE(cache_.import("/from/tiny", {.name = "first"}));
  fs_.set_faults({});
  ASSERT_TRUE(cache_.import("/from/tiny", {.name = "counted"}));
  const std::size_t operations = fs_.operations();
  ASSERT_GT(operations, 20U);
  for (std::size_t n = 0; n < operations; ++n) {
    const std::string name = "try-" + std::to_string(n);
    fs_.set_faults({.refused_operation = n});
    const auto model = cache_.import("/from/tiny", {.name = name});
    fs_.set_faults({});
    if (fs_.kind("/cache/models/" + name) == FileKind::folder) {
      const auto checks = cache_.verify(name);
      ASSERT_TRUE(checks);
      for (const FileCheck& check : *checks) {
        ASSERT_EQ(check.state, FileCheck::State::whole) << "operation " << n;
      }
    } else {
      ASSERT_FALSE(model) << "operation " << n;
    }
  }
}

TEST(ModelName, IsWhatTheFolderTells) {
  EXPECT_EQ(model_name("/a/all-MiniLM-L6-v2"), "all-MiniLM-L6-v2");
  EXPECT_EQ(model_name("/a/all-MiniLM-L6-v2//"), "all-MiniLM-L6-v2");
  EXPECT_EQ(model_name("mine"), "mine");
  EXPECT_EQ(model_name("/h/models--org--all-MiniLM-L6-v2/snapshots/c9745ed1"), "all-MiniLM-L6-v2");
}

}  // namespace
}  // namespace cognate::engine
