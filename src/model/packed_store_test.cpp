// A packed model is found, made, made anew; whatever fails, the old file is whole and vectors are
// right.

#include "model/packed_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <set>

#include "base/faulty_file_system.h"
#include "base/paths.h"
#include "model/embedder.h"
#include "model/pack_model.h"
#include "model/packed_format.h"
#include "model/packed_testing.h"
#include "model/tiny_model.h"

namespace cognate::model {
namespace {

using testing::HasSubstr;
using testing_model::TinyModel;

const simd::Precision& exact() { return *simd::precision("f32"); }

/// The model in a disk in memory, where everything can be made to fail.
class PackedStoreOnDisk : public testing::Test {
 protected:
  void SetUp() override {
    const TinyModel folder;
    const auto names = *real_file_system().list(folder.path());
    for (const std::string& name : names) {
      if (real_file_system().kind(join_path(folder.path(), name)) == FileKind::file) {
        disk_.put(join_path(kModel, name), folder.read(name));
      }
    }
    config_ = *read_model_config(real_file_system(), folder.path());
  }

  Result<PackedFile> open() { return store_.open(config_, exact(), pool_); }
  std::string file() { return disk_.files()[store_.path(exact())]; }
  void damage(std::size_t at) {
    std::string bytes = file();
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    disk_.put(store_.path(exact()), bytes);
  }

  static constexpr const char* kModel = "/models/tiny";
  FaultyFileSystem disk_;
  ThreadPool pool_{2};
  ModelConfig config_;
  PackedStore store_{disk_, "/home/packed", kModel};
};

TEST_F(PackedStoreOnDisk, IsMadeOnceAndThenFound) {
  const auto made = open();
  ASSERT_TRUE(made) << made.error().message;
  const std::string bytes = file();
  EXPECT_EQ(made->bytes(), bytes.size());
  disk_.set_faults({});
  ASSERT_TRUE(open());
  EXPECT_LE(disk_.operations(), 16U) << "opens the model's files and its own, writes nothing";
  EXPECT_EQ(file(), bytes);
  EXPECT_EQ(disk_.files_after_crash()[store_.path(exact())], bytes);
}

TEST_F(PackedStoreOnDisk, TheSameModelGivesTheSameBytesWithAnyThreads) {
  ASSERT_TRUE(open());
  const std::string first = file();
  ThreadPool one(1);
  ASSERT_TRUE(store_.make(config_, exact(), one));
  EXPECT_EQ(file(), first);
}

TEST_F(PackedStoreOnDisk, IsMadeAnewWhenTheModelChanges) {
  ASSERT_TRUE(open());
  const std::string before = file();
  std::string weights = disk_.files()[std::string(kModel) + "/model.safetensors"];
  weights[weights.size() - 3] = static_cast<char>(weights[weights.size() - 3] ^ 1);
  disk_.put(std::string(kModel) + "/model.safetensors", weights);
  const auto changed = open();
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_NE(file(), before);
  EXPECT_EQ(file().size(), before.size());
}

TEST_F(PackedStoreOnDisk, IsKeptWhenTheModelsFilesAreOnlyCopied) {
  ASSERT_TRUE(open());
  const std::string before = file();
  const auto stamp = (*disk_.open(store_.path(exact())))->stamp();
  for (const auto& [path, content] : disk_.files()) {
    if (path.starts_with(kModel)) {
      disk_.put(path, content);
    }
  }
  ASSERT_TRUE(open());
  EXPECT_EQ((*disk_.open(store_.path(exact())))->stamp(), stamp) << "it was written again";
}

TEST_F(PackedStoreOnDisk, AnyDamageThatOpeningFindsIsMadeGood) {
  ASSERT_TRUE(open());
  const std::string whole = file();
  for (std::size_t at = 0; at < whole.size(); at += at < 2000 ? 7 : 997) {
    damage(at);
    const auto opened = open();
    ASSERT_TRUE(opened) << opened.error().message;
    if (opened->verify()) {
      EXPECT_EQ(file(), whole) << "byte " << at;
    }
  }
  disk_.put(store_.path(exact()), whole.substr(0, whole.size() / 2));
  ASSERT_TRUE(open());
  EXPECT_EQ(file(), whole);
}

TEST_F(PackedStoreOnDisk, AnOlderVersionOrAnotherLayoutIsMadeAnew) {
  ASSERT_TRUE(open());
  const std::string whole = file();
  for (const std::size_t offset :
       {offsetof(packed::Head, version), offsetof(packed::Head, layout),
        offsetof(packed::Head, precision), offsetof(packed::Head, byte_order)}) {
    std::string other = whole;
    other[offset] = static_cast<char>(other[offset] + 1);
    packed::make_checksums_right(other);
    disk_.put(store_.path(exact()), other);
    ASSERT_TRUE(open());
    EXPECT_EQ(file(), whole) << "offset " << offset;
  }
}

TEST_F(PackedStoreOnDisk, EveryFaultLeavesTheOldFileOrTheNewOneAndTheModelWorks) {
  ASSERT_TRUE(open());
  const std::string whole = file();
  damage(9);  // in its head: it will be made anew
  const std::string damaged = file();
  disk_.set_faults({});
  ASSERT_TRUE(open());
  const std::size_t operations = disk_.operations();
  for (std::size_t number = 0; number < operations; ++number) {
    for (const bool torn : {false, true}) {
      disk_.put(store_.path(exact()), damaged);
      disk_.set_faults(torn ? Faults{.torn_operation = number}
                            : Faults{.refused_operation = number});
      const auto opened = open();
      disk_.set_faults({});
      EXPECT_TRUE(file() == damaged || file() == whole) << "operation " << number;
      const std::string left = disk_.files_after_crash()[store_.path(exact())];
      EXPECT_TRUE(left == damaged || left == whole) << "after a power cut, operation " << number;
      if (opened) {
        EXPECT_TRUE(opened->verify());
        EXPECT_EQ(opened->bytes(), whole.size());
      } else {
        EXPECT_EQ(opened.error().code, Code::io) << "reading the model itself failed";
      }
    }
  }
}

TEST_F(PackedStoreOnDisk, AFullDiskMeansPackingInMemory) {
  disk_.set_faults({.space_bytes = 1000});
  const auto opened = open();
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(opened->verify());
  EXPECT_FALSE(disk_.files().contains(store_.path(exact())));
  const auto made = store_.make(config_, exact(), pool_);
  ASSERT_FALSE(made) << "who asks for the file is told";
  EXPECT_EQ(made.error().code, Code::io);
}

TEST_F(PackedStoreOnDisk, ListsWhatIsThereAndWhatIsWrongWithIt) {
  EXPECT_TRUE(store_.list(true)->empty());
  ASSERT_TRUE(open());
  const auto list = store_.list(true);
  ASSERT_EQ(list->size(), 1U);
  EXPECT_TRUE(list->at(0).whole);
  EXPECT_EQ(list->at(0).path, store_.path(exact()));
  EXPECT_EQ(list->at(0).bytes, file().size());
  const auto opened = open();
  const auto words = opened->rows("words", config_.vocabulary, config_.hidden * sizeof(float));
  const std::string first_word(reinterpret_cast<const char*>(words->row(3)), 24);
  damage(file().find(first_word));
  EXPECT_TRUE(store_.list(false)->at(0).whole) << "its blocks are not read";
  const auto damaged = store_.list(true);
  ASSERT_FALSE(damaged->at(0).whole);
  EXPECT_THAT(damaged->at(0).whole.error().message, HasSubstr("section 'words'"));
}

TEST_F(PackedStoreOnDisk, AModelIsDescribedByItsHeadAloneAsTheLoadedOneDescribesItself) {
  disk_.put(join_path(kModel, "1_Pooling/config.json"), R"({"pooling_mode":"mean"})");
  ASSERT_TRUE(disk_.make_folders(kModel));
  const LoadOptions options = {.threads = 1, .packed_folder = "/home/packed"};
  EXPECT_FALSE(describe_embedder(disk_, kModel, options)) << "nothing is packed";
  const auto loaded = load_embedder(disk_, kModel, options);
  ASSERT_TRUE(loaded) << loaded.error().message;
  const EmbedderInfo& info = (*loaded)->info();
  const auto told = describe_embedder(disk_, kModel, options);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->model, info.model);
  EXPECT_EQ(told->revision, info.revision);
  EXPECT_EQ(told->precision, info.precision);
  EXPECT_EQ(told->dimension, info.dimension);
  EXPECT_EQ(told->tokens_max, info.tokens_max);
  EXPECT_EQ(told->normalized, info.normalized);
  EXPECT_EQ(told->weight_bytes, info.weight_bytes);
  EXPECT_EQ(told->mark, info.mark);
  EXPECT_NE(told->mark, 0U);
  EXPECT_EQ((*load_embedder(disk_, kModel, {.threads = 1}))->info().mark, 0U) << "nobody hashed it";
  damage(file().size() - 100);  // a section
  EXPECT_TRUE(describe_embedder(disk_, kModel, options));
  damage(24);
  EXPECT_FALSE(describe_embedder(disk_, kModel, options)) << "the head";
}

TEST_F(PackedStoreOnDisk, WhateverDecidesAVectorChangesTheMark) {
  disk_.put(join_path(kModel, "1_Pooling/config.json"), R"({"pooling_mode":"mean"})");
  ASSERT_TRUE(disk_.make_folders(kModel));
  const LoadOptions options = {.threads = 1, .packed_folder = "/home/packed"};
  const auto mark = [&](const LoadOptions& with) {
    const auto loaded = load_embedder(disk_, kModel, with);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded ? (*loaded)->info().mark : 0;
  };
  const std::uint64_t first = mark(options);
  EXPECT_EQ(mark(options), first);
  std::set<std::uint64_t> marks = {first};
  for (const simd::Precision* const* row = simd::precisions() + 1; *row != nullptr; ++row) {
    EXPECT_TRUE(marks
                    .insert(mark(
                        {.threads = 1, .precision = (*row)->name, .packed_folder = "/home/packed"}))
                    .second)
        << (*row)->name;
  }
  disk_.put(join_path(kModel, "1_Pooling/config.json"), R"({"pooling_mode":"cls"})");
  EXPECT_TRUE(marks.insert(mark(options)).second) << "pooling is in no packed file";
  std::string weights = disk_.files().at(join_path(kModel, "model.safetensors"));
  weights[weights.size() - 2] = static_cast<char>(weights[weights.size() - 2] ^ 1);
  disk_.put(join_path(kModel, "model.safetensors"), weights);
  EXPECT_FALSE(describe_embedder(disk_, kModel, options)) << "it must be packed anew first";
  EXPECT_TRUE(marks.insert(mark(options)).second) << "other weights";
}

/// The tiny model in a real folder, with a real cache folder.
class PackedStoreForReal : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove_all(home_); }
  void TearDown() override { std::filesystem::remove_all(home_); }

  Result<std::unique_ptr<Embedder>> load(const std::string& packed, std::string precision = "f32") {
    return load_embedder(
        real_file_system(), folder_.path(),
        {.threads = 2, .precision = std::move(precision), .packed_folder = packed});
  }
  PackedStore store() { return {real_file_system(), home_, folder_.path()}; }

  static constexpr std::string_view kTexts[] = {"city of birth", "", "zzz a b c", "name"};
  const std::string home_ = testing::TempDir() + "packed_store_test";
  TinyModel folder_;
};

TEST_F(PackedStoreForReal, VectorsFromTheFileAreThoseFromMemoryInEveryPrecision) {
  for (const simd::Precision* const* row = simd::precisions(); *row != nullptr; ++row) {
    const std::string precision = (*row)->name;
    const auto memory = load("", precision);
    const auto packing = load(home_, precision);
    ASSERT_EQ(real_file_system().kind(store().path(**row)), FileKind::file);
    const auto mapped = load(home_, precision);
    const auto want = (*memory)->embed(kTexts, {});
    for (const auto* embedder : {&packing, &mapped}) {
      const auto got = (**embedder)->embed(kTexts, {});
      EXPECT_EQ(
          0, std::memcmp(got->values().data(), want->values().data(), want->values().size_bytes()))
          << precision;
      EXPECT_EQ((**embedder)->info().revision, (*memory)->info().revision);
    }
  }
}

TEST_F(PackedStoreForReal, ADamagedWordIsAnErrorForItsTextsAndGoneAtTheNextStart) {
  ASSERT_TRUE(load(home_));
  const std::string path = store().path(exact());
  std::string bytes = *read_file(real_file_system(), path, 100'000'000);
  const auto& table = folder_.tensors().at("embeddings.word_embeddings.weight");
  const std::size_t words = bytes.find(
      std::string(reinterpret_cast<const char*>(table.data()), TinyModel::kHidden * sizeof(float)));
  ASSERT_NE(words, std::string::npos);
  bytes[words] = static_cast<char>(bytes[words] ^ 1);
  ASSERT_TRUE(write_atomically(real_file_system(), path, bytes));
  const auto embedder = load(home_);
  ASSERT_TRUE(embedder) << embedder.error().message;
  const auto vectors = (*embedder)->embed(kTexts, {});
  ASSERT_FALSE(vectors) << "a wrong vector";
  EXPECT_EQ(vectors.error().code, Code::corrupt);
  EXPECT_THAT(vectors.error().message, HasSubstr("a byte has changed; the file was removed"));
  EXPECT_TRUE((*load(home_))->embed(kTexts, {}));
}

TEST_F(PackedStoreForReal, AFolderThatCannotBeWrittenIsNoObstacle) {
  ASSERT_TRUE(real_file_system().make_folders(testing::TempDir()));
  ASSERT_TRUE(write_atomically(real_file_system(), home_, "a file where the folder should be"));
  const auto embedder = load(home_);
  ASSERT_TRUE(embedder) << embedder.error().message;
  EXPECT_TRUE((*embedder)->embed(kTexts, {}));
}

TEST_F(PackedStoreForReal, ProcessesThatPackAtOnceLeaveOneWholeFile) {
  constexpr int kProcesses = 4;
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto embedder = load(home_);
      ::_exit(embedder && (*embedder)->embed(kTexts, {}) ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  const auto list = store().list(true);
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 1U);
  EXPECT_TRUE(list->at(0).whole);
  const auto names =
      *real_file_system().list(std::filesystem::path(list->at(0).path).parent_path().string());
  for (const std::string& name : names) {
    EXPECT_FALSE(name.ends_with(".tmp")) << name << " was left behind";
  }
}

TEST_F(PackedStoreForReal, AChangeWithinTheClocksTickIsSeen) {
  ASSERT_TRUE(load(home_));
  const auto before = (*load(home_))->embed(kTexts, {});
  std::string weights = folder_.read("model.safetensors");
  weights[weights.size() - 2] = static_cast<char>(weights[weights.size() - 2] ^ 1);
  folder_.write("model.safetensors", weights);  // the same size, the same inode
  const auto after = (*load(home_))->embed(kTexts, {});
  EXPECT_NE(0, std::memcmp(before->values().data(), after->values().data(),
                           before->values().size_bytes()));
}

TEST_F(PackedStoreForReal, WeightsThatAreNotFiniteAreRefusedWithTheirName) {
  const std::string weights = folder_.read("model.safetensors");
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    const auto& tensor = folder_.tensors().at("encoder.layer.1.output.dense.weight");
    std::string broken = weights;
    const std::size_t at = broken.find(
        std::string(reinterpret_cast<const char*>(tensor.data()), tensor.size() * sizeof(float)));
    ASSERT_NE(at, std::string::npos);
    std::memcpy(broken.data() + at + 5 * sizeof(float), &bad, sizeof(bad));
    folder_.write("model.safetensors", broken);
    for (const std::string& packed : {std::string(), home_}) {
      const auto refused = load(packed);
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().code, Code::corrupt);
      EXPECT_THAT(refused.error().message,
                  HasSubstr("tensor 'encoder.layer.1.output.dense.weight' holds " +
                            std::string(std::isnan(bad) ? "nan" : "-inf") + " as its number 5"));
    }
    EXPECT_NE(real_file_system().kind(store().path(exact())), FileKind::file);
  }
}

}  // namespace
}  // namespace cognate::model
