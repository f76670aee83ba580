#include "io/text_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// All texts of a reader, asked for `texts_max` at a time.
Result<std::vector<std::string>> all_of(TextReader& reader, std::size_t texts_max) {
  std::vector<std::string> all;
  std::vector<std::string> block;
  while (true) {
    TRY(const bool more, reader.next(texts_max, block));
    if (!more) {
      EXPECT_TRUE(block.empty());
      return all;
    }
    EXPECT_LE(block.size(), texts_max);
    all.insert(all.end(), block.begin(), block.end());
  }
}

Result<std::vector<std::string>> lines_of(const std::string& content, std::size_t texts_max = 3) {
  FaultyFileSystem fs;
  fs.put("/t.txt", content);
  TRY(auto reader, open_lines(fs, "/t.txt", {}));
  return all_of(*reader, texts_max);
}

Result<std::vector<std::string>> column_of(const std::string& content, const std::string& column) {
  FaultyFileSystem fs;
  fs.put("/t.csv", content);
  TRY(auto reader, open_column(fs, "/t.csv", column, {}));
  return all_of(*reader, 2);
}

TEST(Lines, OneTextALineEmptyOnesToo) {
  EXPECT_THAT(*lines_of("one\n\ntwo three\n"), ElementsAre("one", "", "two three"));
}

TEST(Lines, TheLastLineNeedsNoLineEndAndALineEndAddsNoText) {
  EXPECT_THAT(*lines_of("one\ntwo"), ElementsAre("one", "two"));
  EXPECT_THAT(*lines_of("one\ntwo\n"), ElementsAre("one", "two"));
  EXPECT_THAT(*lines_of("one\n\n"), ElementsAre("one", ""));
  EXPECT_THAT(*lines_of("\n"), ElementsAre(""));
  EXPECT_THAT(*lines_of(""), IsEmpty());
}

TEST(Lines, CrLfIsALineEndAndALoneCrIsNot) {
  EXPECT_THAT(*lines_of("one\r\ntwo\r\n\r\nth\rree"), ElementsAre("one", "two", "", "th\rree"));
}

TEST(Lines, EncodingsAreTold) {
  EXPECT_THAT(*lines_of("\xEF\xBB\xBFr\xC3\xA9sum\xC3\xA9\n"), ElementsAre("r\xC3\xA9sum\xC3\xA9"));
  EXPECT_THAT(*lines_of(std::string("\xFF\xFEo\0n\0e\0\n\0\xE9\0", 12)),
              ElementsAre("one", "\xC3\xA9"));
  EXPECT_THAT(*lines_of("caf\xE9 and na\xEFve\n"), ElementsAre("caf\xC3\xA9 and na\xC3\xAFve"));
}

TEST(Lines, BrokenUtf8BecomesTheReplacementCharacter) {
  EXPECT_THAT(*lines_of("\xC3\xA9\xC3\xA9\xC3\xA9\nab\xFFz\n"),
              ElementsAre("\xC3\xA9\xC3\xA9\xC3\xA9", "ab\xEF\xBF\xBDz"));
}

TEST(Lines, ManyLinesComeInOrderAcrossBlocks) {
  std::string content;
  for (int i = 0; i < 50'000; ++i) {
    content += "text number " + std::to_string(i) + "\n";
  }
  const auto lines = lines_of(content, 1000);
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 50'000U);
  for (std::size_t i = 0; i < lines->size(); ++i) {
    ASSERT_EQ((*lines)[i], "text number " + std::to_string(i));
  }
}

TEST(Lines, ALongLineComesWholeAndATooLongOneIsAnError) {
  const std::string paragraph(300'000, 'p');
  EXPECT_THAT(*lines_of("a\n" + paragraph + "\nb\n"), ElementsAre("a", paragraph, "b"));
  const auto lines = lines_of("a\n" + std::string(limits::kTextBytesMax + 200'000, 'x'));
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().code, Code::corrupt);
  EXPECT_THAT(lines.error().message, HasSubstr("/t.txt: line 2: longer than"));
}

TEST(Lines, EveryReadErrorIsReported) {
  for (std::size_t operation = 0; operation < 3; ++operation) {
    FaultyFileSystem fs;
    fs.put("/t.txt", std::string(100'000, 'x') + "\nlast\n");
    fs.set_faults({.refused_operation = operation});
    auto reader = open_lines(fs, "/t.txt", {});
    if (reader) {
      const auto lines = all_of(**reader, 10);
      EXPECT_FALSE(lines);
    }
  }
}

TEST(Lines, AStopEndsTheReading) {
  FaultyFileSystem fs;
  fs.put("/t.txt", "a\n");
  std::stop_source stop;
  stop.request_stop();
  auto reader = open_lines(fs, "/t.txt", stop.get_token());
  ASSERT_TRUE(reader);
  std::vector<std::string> texts;
  EXPECT_EQ((*reader)->next(1, texts).error().code, Code::deadline);
}

TEST(ColumnTexts, AllCellsOfAColumnNullsAsEmptyTexts) {
  EXPECT_THAT(*column_of("id,text\n1,one\n2,\n3,\"two, three\"\n4,NA\n5,five\n", "text"),
              ElementsAre("one", "", "two, three", "", "five"));
}

TEST(ColumnTexts, CellsAreNotCutToTheLengthOfSamples) {
  const std::string paragraph(5 * limits::kCellBytesKept, 'p');
  EXPECT_THAT(*column_of("id,text\n1," + paragraph + "\n2,b\n", "text"),
              ElementsAre(paragraph, "b"));
}

TEST(ColumnTexts, AnUnknownColumnListsTheKnownOnes) {
  const auto texts = column_of("id,text\n1,a\n", "Text");
  ASSERT_FALSE(texts);
  EXPECT_EQ(texts.error().code, Code::not_found);
  EXPECT_THAT(texts.error().message, HasSubstr("no column \"Text\"; the columns are id, text"));
}

}  // namespace
}  // namespace cognate::io
