#include "io/open_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(OpenSource, AMissingFileIsNotFound) {
  FaultyFileSystem fs;
  const auto source = open_source(fs, "/none.csv");
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::not_found);
  EXPECT_THAT(source.error().message, HasSubstr("/none.csv: no such file or folder"));
}

TEST(OpenSource, AnEmptyFileIsCorruptWhateverItIsCalled) {
  for (const std::string path : {"/t.csv", "/t.parquet", "/t.json", "/t"}) {
    FaultyFileSystem fs;
    fs.put(path, "");
    const auto source = open_source(fs, path);
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().code, Code::corrupt);
    EXPECT_THAT(source.error().message, HasSubstr(path + ": the file is empty"));
  }
}

TEST(OpenSource, KnownForeignKindsAreNamedWithWhatCanBeRead) {
  FaultyFileSystem fs;
  fs.put("/t.xlsx", std::string("PK\x03\x04\x14\x00", 6));
  const auto source = open_source(fs, "/t.xlsx");
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::unsupported);
  EXPECT_THAT(source.error().message, HasSubstr("Excel"));
  EXPECT_THAT(source.error().message, HasSubstr("What can be read: CSV"));
}

TEST(OpenSource, ATextWithoutAKnownExtensionIsReadAsCsv) {
  FaultyFileSystem fs;
  fs.put("/export.2020", "a;b\n1;2\n3;4\n");
  auto source = open_source(fs, "/export.2020");
  ASSERT_TRUE(source) << message_of(source);
  EXPECT_THAT(*(*source)->tables(), ElementsAre("export"));
  EXPECT_EQ((*source)->sample("export", {})->columns.size(), 2U);
}

TEST(OpenSource, TheExtensionMayBeInCapitals) {
  FaultyFileSystem fs;
  fs.put("/T.TSV", "a\tb\n1\t2\n");
  auto source = open_source(fs, "/T.TSV");
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->sample("T", {})->columns.size(), 2U);
}

TEST(OpenSource, AFolderGivesATableForEachReadableFile) {
  FaultyFileSystem fs;
  ASSERT_TRUE(fs.make_folders("/d"));
  fs.put("/d/b.csv", "x,y\n1,2\n");
  fs.put("/d/a.tsv", "p\tq\n1\t2\n");
  fs.put("/d/readme.md", "no table");
  fs.put("/d/.hidden.csv", "x\n");
  auto source = open_source(fs, "/d");
  ASSERT_TRUE(source) << message_of(source);
  EXPECT_THAT(*(*source)->tables(), ElementsAre("a", "b"));
  EXPECT_THAT(names_of(*(*source)->sample("a", {})), ElementsAre("p", "q"));
  EXPECT_EQ((*source)->sample("c", {}).error().code, Code::not_found);
}

TEST(OpenSource, FilesOfOneStemKeepTheirExtension) {
  FaultyFileSystem fs;
  ASSERT_TRUE(fs.make_folders("/d"));
  fs.put("/d/a.csv", "x,y\n1,2\n");
  fs.put("/d/a.tsv", "p\tq\n1\t2\n");
  auto source = open_source(fs, "/d");
  ASSERT_TRUE(source);
  EXPECT_THAT(*(*source)->tables(), ElementsAre("a.csv", "a.tsv"));
}

TEST(OpenSource, AFolderWithoutReadableFilesSaysWhatItLooksFor) {
  FaultyFileSystem fs;
  ASSERT_TRUE(fs.make_folders("/d"));
  const auto source = open_source(fs, "/d");
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::not_found);
  EXPECT_THAT(source.error().message, HasSubstr("no readable file"));
  EXPECT_THAT(source.error().message, HasSubstr(".parquet"));
}

}  // namespace
}  // namespace cognate::io
