#include "base/file_system.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/faulty_file_system.h"

namespace cognate {
namespace {

constexpr std::string_view kOld = "the old content";
constexpr std::string_view kNew = "new: two parts, the second a bit longer";
const std::string kPath = "folder/mapping.json";

Status write_in_two_parts(FileSystem& fs) {
  return write_atomically(fs, kPath, [](WritableFile& file) -> Status {
    TRY_OK(file.append(kNew.substr(0, 15)));
    return file.append(kNew.substr(15));
  });
}

std::size_t operations_of_one_write() {
  FaultyFileSystem fs;
  EXPECT_TRUE(write_in_two_parts(fs));
  return fs.operations();
}

/// The promises of write_atomically, whatever went wrong.
void expect_whole(const FaultyFileSystem& fs, const Status& status, const std::string& trace) {
  const auto now = fs.files();
  const auto later = fs.files_after_crash();
  ASSERT_TRUE(now.contains(kPath)) << trace;
  EXPECT_TRUE(now.at(kPath) == kOld || now.at(kPath) == kNew) << trace << ": " << now.at(kPath);
  ASSERT_TRUE(later.contains(kPath)) << trace;
  EXPECT_TRUE(later.at(kPath) == kOld || later.at(kPath) == kNew)
      << trace << ", after a crash: " << later.at(kPath);
  if (status) {
    EXPECT_EQ(now.at(kPath), kNew) << trace;
    EXPECT_EQ(later.at(kPath), kNew) << trace << ": acknowledged, so it is on disk";
  }
}

TEST(WriteAtomically, SurvivesEverySingleRefusedOperation) {
  const std::size_t operations = operations_of_one_write();
  ASSERT_GE(operations, 5U);
  for (std::size_t n = 0; n < operations; ++n) {
    FaultyFileSystem fs;
    fs.put(kPath, std::string(kOld));
    fs.set_faults({.refused_operation = n});
    const Status status = write_in_two_parts(fs);
    EXPECT_FALSE(status) << "operation " << n;
    expect_whole(fs, status, "operation " + std::to_string(n) + " refused");
    EXPECT_EQ(fs.files().size(), 1U) << "operation " << n << ": the temporary file is removed";
  }
}

TEST(WriteAtomically, SurvivesEverySingleHalfDoneOperation) {
  for (std::size_t n = 0; n < operations_of_one_write(); ++n) {
    FaultyFileSystem fs;
    fs.put(kPath, std::string(kOld));
    fs.set_faults({.torn_operation = n});
    const Status status = write_in_two_parts(fs);
    EXPECT_FALSE(status) << "operation " << n;
    expect_whole(fs, status, "operation " + std::to_string(n) + " torn");
    EXPECT_EQ(fs.files().size(), 1U) << "operation " << n << ": the temporary file is removed";
  }
}

TEST(WriteAtomically, SurvivesADiskThatIsFullAfterEveryPossibleByte) {
  for (std::size_t space = 0; space < kNew.size(); ++space) {
    FaultyFileSystem fs;
    fs.put(kPath, std::string(kOld));
    fs.set_faults({.space_bytes = space});
    const Status status = write_in_two_parts(fs);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().message, kPath + ": No space left on device");
    EXPECT_EQ(fs.files(), (std::map<std::string, std::string>{{kPath, std::string(kOld)}}));
  }
}

TEST(WriteAtomically, AFailedSyncOrRenameIsReportedAndTheNextTryWorks) {
  for (const Faults& faults : {Faults{.failing_syncs = 1}, Faults{.failing_renames = 1}}) {
    FaultyFileSystem fs;
    fs.put(kPath, std::string(kOld));
    fs.set_faults(faults);
    EXPECT_FALSE(write_in_two_parts(fs));
    EXPECT_EQ(fs.files().at(kPath), kOld);
    EXPECT_TRUE(write_in_two_parts(fs));
    EXPECT_EQ(fs.files_after_crash().at(kPath), kNew);
  }
}

TEST(WriteAtomically, AStoppedFillLeavesTheOldFile) {
  FaultyFileSystem fs;
  fs.put(kPath, std::string(kOld));
  const Status status = write_atomically(fs, kPath, [](WritableFile& file) -> Status {
    TRY_OK(file.append("half"));
    return fail(Code::deadline, "stopped");
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "stopped");
  EXPECT_EQ(fs.files(), (std::map<std::string, std::string>{{kPath, std::string(kOld)}}));
}

TEST(FaultyFileSystem, ShowsThatWritingInPlaceWouldLoseTheFile) {
  FaultyFileSystem fs;
  fs.put(kPath, std::string(kOld));
  auto file = fs.create(kPath);
  ASSERT_TRUE(file);
  EXPECT_TRUE((*file)->append(kNew));
  EXPECT_EQ(fs.files().at(kPath), kNew);
  EXPECT_EQ(fs.files_after_crash().at(kPath), "") << "nothing was synced";
}

TEST(FaultyFileSystem, AFileThatShrinksWhileReadIsShorterThanItsSize) {
  FaultyFileSystem fs;
  fs.put("a", "0123456789");
  fs.set_faults({.short_reads = true});
  EXPECT_EQ(*read_file(fs, "a", 100), "01234");
}

TEST(ReadFile, RefusesAFileThatIsTooLarge) {
  FaultyFileSystem fs;
  fs.put("a", "0123456789");
  EXPECT_EQ(*read_file(fs, "a", 10), "0123456789");
  const auto refused = read_file(fs, "a", 9);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
}

/// What both file systems promise alike.
class FileSystems : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(root_);
    ASSERT_TRUE(fs().make_folders(root_));
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  FileSystem& fs() { return GetParam() ? real_file_system() : memory_; }

  const std::string root_ = testing::TempDir() + "cognate_file_system_test";
  FaultyFileSystem memory_;
};

TEST_P(FileSystems, AFileGoesThroughItsWholeLife) {
  const std::string path = root_ + "/a.txt";
  EXPECT_EQ(fs().kind(path), FileKind::missing);
  ASSERT_TRUE(write_atomically(fs(), path, "hello"));
  EXPECT_EQ(fs().kind(path), FileKind::file);
  EXPECT_EQ(*read_file(fs(), path, 100), "hello");
  ASSERT_TRUE(write_atomically(fs(), path, ""));
  EXPECT_EQ(*read_file(fs(), path, 100), "");
  EXPECT_EQ(*fs().list(root_), (std::vector<std::string>{"a.txt"}));
  ASSERT_TRUE(fs().remove(path));
  EXPECT_TRUE(fs().remove(path)) << "a missing file is no error";
  EXPECT_EQ(fs().kind(path), FileKind::missing);
}

TEST_P(FileSystems, ReadsAtAnyOffsetAndMaps) {
  const std::string path = root_ + "/a.txt";
  ASSERT_TRUE(write_atomically(fs(), path, "0123456789"));
  auto file = fs().open(path);
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->size(), 10U);
  std::string part(4, '?');
  EXPECT_EQ(*(*file)->read_at(8, part), 2U);
  EXPECT_EQ(part.substr(0, 2), "89");
  EXPECT_EQ(*(*file)->read_at(99, part), 0U);
  EXPECT_EQ(*(*file)->map(), "0123456789");
}

TEST_P(FileSystems, AStampChangesWithTheFileAndOnlyThen) {
  const auto stamp = [&](const std::string& name) { return (*fs().open(root_ + name))->stamp(); };
  ASSERT_TRUE(write_atomically(fs(), root_ + "/a", "same"));
  const FileStamp first = stamp("/a");
  EXPECT_EQ(first.bytes, 4U);
  EXPECT_EQ(first, stamp("/a"));
  ASSERT_TRUE(write_atomically(fs(), root_ + "/b", "same"));
  EXPECT_NE(first, stamp("/b"));
  ASSERT_TRUE(fs().rename(root_ + "/b", root_ + "/a"));
  EXPECT_NE(first, stamp("/a")) << "replaced by a file of the same content";
}

TEST_P(FileSystems, FoldersAreMadeWithTheirParentsAndListedSorted) {
  ASSERT_TRUE(fs().make_folders(root_ + "/b/c"));
  ASSERT_TRUE(fs().make_folders(root_ + "/b/c"));
  ASSERT_TRUE(write_atomically(fs(), root_ + "/a", "x"));
  EXPECT_EQ(fs().kind(root_ + "/b"), FileKind::folder);
  EXPECT_EQ(*fs().list(root_), (std::vector<std::string>{"a", "b"}));
}

TEST_P(FileSystems, AFolderIsRenamedAndRemovedWithAllInIt) {
  ASSERT_TRUE(fs().make_folders(root_ + "/old/part"));
  ASSERT_TRUE(write_atomically(fs(), root_ + "/old/a", "1"));
  ASSERT_TRUE(write_atomically(fs(), root_ + "/old/part/b", "2"));
  ASSERT_TRUE(fs().rename(root_ + "/old", root_ + "/new"));
  EXPECT_EQ(*read_file(fs(), root_ + "/new/part/b", 10), "2");
  EXPECT_EQ(*fs().list(root_), (std::vector<std::string>{"new"}));
  EXPECT_FALSE(fs().remove(root_ + "/new")) << "it is not empty";
  ASSERT_TRUE(remove_all(fs(), root_ + "/new"));
  EXPECT_EQ(fs().kind(root_ + "/new"), FileKind::missing);
  EXPECT_TRUE(remove_all(fs(), root_ + "/new")) << "a missing one is no error";
}

TEST_P(FileSystems, WhatIsNotThereIsNotFoundByName) {
  const auto file = fs().open(root_ + "/none");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::not_found);
  EXPECT_NE(file.error().message.find("none"), std::string::npos);
  EXPECT_EQ(fs().list(root_ + "/none").error().code, Code::not_found);
  EXPECT_EQ(fs().rename(root_ + "/none", root_ + "/x").error().code, Code::not_found);
}

TEST_P(FileSystems, AClosedFileTakesNothingMore) {
  auto file = fs().create(root_ + "/a");
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->close());
  EXPECT_FALSE((*file)->append("late"));
}

TEST_P(FileSystems, AFolderIsNoFileToWrite) {
  const Status status = write_atomically(fs(), root_, "x");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::invalid_argument);
  EXPECT_EQ(status.error().message, root_ + ": is a folder, not a file to write");
}

INSTANTIATE_TEST_SUITE_P(Both, FileSystems, testing::Bool(), [](const auto& param_info) {
  return param_info.param ? "Real" : "InMemory";
});

TEST(RealFileSystem, ADeviceIsWrittenStraight) {
  EXPECT_TRUE(write_atomically(real_file_system(), "/dev/null", "anything"));
  const Status full = write_atomically(real_file_system(), "/dev/full", "anything");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().message, "/dev/full: No space left on device");
}

TEST(RealFileSystem, AMissingFolderIsSaid) {
  const Status status = write_atomically(real_file_system(), "/nowhere/at/all.txt", "x");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "/nowhere/at/all.txt: its folder does not exist");
}

TEST(RealFileSystem, AFolderCannotBeOpenedAsAFile) {
  const auto file = real_file_system().open("/");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace cognate
