// The CSV source at its contract: what people's files hold, and what is wrong with them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Csv, APlainFileGivesNamesAndCells) {
  const auto table = read_csv("id,name\n1,Ann\n2,Bob\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->name, "t");
  EXPECT_THAT(names_of(*table), ElementsAre("id", "name"));
  EXPECT_THAT(cells_of(*table, 0), ElementsAre("1", "2"));
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("Ann", "Bob"));
  EXPECT_EQ(table->rows_sampled, 2U);
  EXPECT_EQ(table->rows_total, 2U);
  EXPECT_EQ(table->problem_count, 0U);
}

TEST(Csv, QuotedCellsMayHoldDelimitersQuotesAndLineEnds) {
  const auto table = read_csv("id,text\n1,\"a, \"\"b\"\"\nc\"\n2,plain\n3,x\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("a, \"b\"\nc", "plain", "x"));
}

TEST(Csv, EveryLineEndIsUnderstood) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const auto table = read_csv("id,name" + end + "1,Ann" + end + "2,\"B" + end + "b\"" + end);
    ASSERT_TRUE(table) << message_of(table);
    EXPECT_THAT(names_of(*table), ElementsAre("id", "name"));
    EXPECT_THAT(cells_of(*table, 1), ElementsAre("Ann", "B" + end + "b"));
    EXPECT_EQ(table->problem_count, 0U);
  }
}

TEST(Csv, ALastLineNeedsNoLineEnd) {
  const auto table = read_csv("id,name\r\n1,Ann\r\n2,Bob");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("Ann", "Bob"));
}

TEST(Csv, BlankLinesAreSkippedButInOneColumnTheyAreNulls) {
  const auto two = read_csv("id,name\n\n1,Ann\n\n\n2,Bob\n\n");
  ASSERT_TRUE(two);
  EXPECT_THAT(cells_of(*two, 0), ElementsAre("1", "2"));
  const auto one = read_csv("name\nAnn\n\nBob\n");
  ASSERT_TRUE(one);
  EXPECT_THAT(cells_of(*one, 0), ElementsAre("Ann", "<null>", "Bob"));
}

TEST(Csv, UnquotedEmptyCellsAndUsualSpellingsAreNullQuotedOnesAreNot) {
  const auto table = read_csv(
      "id,a,b\n1,,\"\"\n2,NA,\"NA\"\n3,NULL,null\n4,N/A,n/a\n5,NaN,nan\n6,None,\\N\n7,na,-\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 1),
              ElementsAre("<null>", "<null>", "<null>", "<null>", "<null>", "<null>", "na"));
  EXPECT_THAT(cells_of(*table, 2),
              ElementsAre("", "NA", "<null>", "<null>", "<null>", "<null>", "-"));
}

TEST(Csv, AHeaderAloneIsATableWithoutRows) {
  const auto table = read_csv("id,name,city\n");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(names_of(*table), ElementsAre("id", "name", "city"));
  EXPECT_EQ(table->rows_total, 0U);
  EXPECT_TRUE(cells_of(*table, 0).empty());
}

TEST(Csv, AMarkEqualToItsColumnsNameIsNoSignOfAMissingHeader) {
  const auto table = read_csv("country,EU,EEA\nFrance,EU,EEA\nNorway,,EEA\nPeru,,\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(names_of(*table), ElementsAre("country", "EU", "EEA"));
}

TEST(Csv, WithoutAHeaderColumnsAreNumbered) {
  const auto table = read_csv("1,2.5,2020-01-01\n2,3.5,2020-01-02\n3,4.5,2020-01-03\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(names_of(*table), ElementsAre("column_1", "column_2", "column_3"));
  EXPECT_THAT(cells_of(*table, 0), ElementsAre("1", "2", "3"));
}

TEST(Csv, EqualAndEmptyColumnNamesStayAsTheyAre) {
  const auto table = read_csv("id,,id,\n1,a,2,b\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(names_of(*table), ElementsAre("id", "", "id", ""));
  EXPECT_THAT(cells_of(*table, 2), ElementsAre("2"));
}

TEST(Csv, RowsWithTooFewCellsArePaddedAndCounted) {
  const auto table = read_csv("a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 2), ElementsAre("3", "<null>", "8", "11"));
  ASSERT_EQ(table->problem_count, 1U);
  EXPECT_EQ(table->problems[0].line, 3U);
  EXPECT_THAT(table->problems[0].message, HasSubstr("2 of 3 cells"));
}

TEST(Csv, RowsWithTooManyCellsAreLeftOutUnlessTheRestIsEmpty) {
  const auto table = read_csv("a,b\n1,2\n3,4,5\n6,7,\n8,9\n10,11\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 0), ElementsAre("1", "6", "8", "10"));
  ASSERT_EQ(table->problem_count, 2U);
  EXPECT_EQ(table->problems[0].line, 3U);
  EXPECT_THAT(table->problems[0].message, HasSubstr("3 cells where 2 are expected"));
  EXPECT_EQ(table->problems[1].line, 4U);
}

TEST(Csv, LineNumbersCountTheLinesInsideQuotes) {
  const auto table = read_csv("a,b\n\"x\ny\nz\",1\n\n3\n4,5\n");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->problem_count, 1U);
  EXPECT_EQ(table->problems[0].line, 6U);
}

TEST(Csv, OnlyTheFirstProblemsAreKeptButAllAreCounted) {
  std::string text = "a,b,c\n";
  for (int i = 0; i < 100; ++i) {
    text += "1,2,3\n4,5\n";
  }
  const auto table = read_csv(text);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->problem_count, 100U);
  EXPECT_EQ(table->problems.size(), limits::kProblemsKept);
}

TEST(Csv, StrictMakesAWrongRowAnErrorThatNamesTheLine) {
  const auto table = read_csv("a,b,c\n1,2,3\n4,5\n", {.strict = true});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::corrupt);
  EXPECT_THAT(table.error().message, HasSubstr("/t.csv: line 3: 2 of 3 cells"));
}

TEST(Csv, AQuoteThatIsNeverClosedCostsItsRowOnly) {
  const auto table = read_csv("id,name\n0,\"a, b\"\n1,\"Ann\n2,Bob\n3,Cid\n4,Dan\n");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(cells_of(*table, 0), ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("a, b", "\"Ann", "Bob", "Cid", "Dan"));
  ASSERT_EQ(table->problem_count, 1U);
  EXPECT_EQ(table->problems[0].line, 3U);
  EXPECT_THAT(table->problems[0].message, HasSubstr("opened on line 3 is never closed"));
}

TEST(Csv, ManyQuotesThatAreNeverClosedEndTheReadingNotTheProgram) {
  std::string text = "id,name\n0,\"quoted, as it should be\"\n";
  for (int i = 1; i < 40; ++i) {
    text += std::to_string(i) + ",plain\n";
  }
  for (int i = 0; i < 41; ++i) {
    text += "7,\"never closed " + std::string(static_cast<std::size_t>(i), 'x') + "\n";
  }
  const auto table = read_csv(text);
  ASSERT_TRUE(table);
  EXPECT_GE(table->rows_sampled, 40U);
  EXPECT_GE(table->problem_count, 1U);
}

TEST(Csv, BrokenUtf8IsReplacedAndReportedOnce) {
  const auto table =
      read_csv("id,name\n1,\xC3\xA9t\xC3\xA9 \xC3\xA0\n2,a\xFF\xC3z\n3,\xE2\x82\xAC\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("\xC3\xA9t\xC3\xA9 \xC3\xA0",
                                               "a\xEF\xBF\xBD\xEF\xBF\xBDz", "\xE2\x82\xAC"));
  ASSERT_EQ(table->problem_count, 1U);
  EXPECT_EQ(table->problems[0].line, 3U);
}

TEST(Csv, HalvesOfACharacterInTwoCellsAreBothBroken) {
  const auto table = read_csv("a,b\n\xC3\xA9,\xC3\xA9\n\xC3\xA9,\xC3\xA9\n\xC3,\xA9\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(cells_of(*table, 0)[2], "\xEF\xBF\xBD");
  EXPECT_EQ(cells_of(*table, 1)[2], "\xEF\xBF\xBD");
}

TEST(Csv, NulBytesVanishAndAreReported) {
  const auto table = read_csv(std::string("id,name\n1,A\0nn\n2,Bob the second of that name\n", 45));
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("Ann", "Bob the second of that name"));
  ASSERT_EQ(table->problem_count, 1U);
  EXPECT_EQ(table->problems[0].line, 2U);
  EXPECT_THAT(table->problems[0].message, HasSubstr("NUL"));
}

TEST(Csv, FiveThousandColumnsAreRead) {
  std::string header;
  std::string row;
  for (int i = 0; i < 5000; ++i) {
    header += (i > 0 ? "," : "") + std::string("a_rather_long_name_") + std::to_string(i);
    row += (i > 0 ? "," : "") + std::to_string(i);
  }
  const auto table = read_csv(header + "\n" + row + "\n" + row + "\n");
  ASSERT_TRUE(table) << message_of(table);
  ASSERT_EQ(table->columns.size(), 5000U);
  EXPECT_EQ(table->columns[4999].name, "a_rather_long_name_4999");
  EXPECT_THAT(cells_of(*table, 4999), ElementsAre("4999", "4999"));
}

TEST(Csv, ACellOfFiftyMegabytesIsCutInTheSample) {
  const std::string huge(50'000'000, 'x');
  const auto table = read_csv("id,text\n1,\"" + huge + "\"\n2,small\n3," + huge + "\n4,last\n");
  ASSERT_TRUE(table) << message_of(table);
  const auto texts = cells_of(*table, 1);
  ASSERT_EQ(texts.size(), 4U);
  EXPECT_EQ(texts[0], std::string(limits::kCellBytesKept, 'x'));
  EXPECT_EQ(texts[1], "small");
  EXPECT_EQ(texts[3], "last");
}

TEST(Csv, ACutCellEndsWithAWholeCharacter) {
  std::string text = "id,text\n1,a";
  for (std::size_t i = 0; i < limits::kCellBytesKept; ++i) {
    text += "\xE2\x82\xAC";
  }
  const auto table = read_csv(text + "\n");
  ASSERT_TRUE(table);
  const std::string cell = cells_of(*table, 1)[0];
  EXPECT_LE(cell.size(), limits::kCellBytesKept);
  EXPECT_GT(cell.size(), limits::kCellBytesKept - 3);
  EXPECT_EQ(cell.size() % 3, 1U);
  EXPECT_EQ(table->problem_count, 0U);
}

TEST(Csv, ARowBeyondTheLimitIsLeftOut) {
  const std::string huge(limits::kRowBytesMax + 1000, 'x');
  const auto table = read_csv("id,text\n1,a\n2," + huge + "\n3,c\n");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(cells_of(*table, 0), ElementsAre("1", "3"));
  ASSERT_EQ(table->problem_count, 1U);
  EXPECT_EQ(table->problems[0].line, 3U);
}

TEST(Csv, SpacesBeforeAQuoteAndTextBehindOneAreTaken) {
  const auto table = read_csv("a,b\n1, \"x, y\"\n2,\"p\"q\n3,5\" pipe\n4,z\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("x, y", "pq", "5\" pipe", "z"));
}

TEST(Csv, AnEmptyFileIsCorrupt) {
  for (const std::string content : {"", "\xEF\xBB\xBF", "\n\n\n"}) {
    const auto table = read_csv(content);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, Code::corrupt);
    EXPECT_THAT(table.error().message, HasSubstr("/t.csv: "));
  }
}

TEST(Csv, BinaryJunkIsNoTable) {
  std::string junk;
  for (std::uint32_t i = 1, x = 1; i < 5000; ++i) {
    x = x * 1664525U + 1013904223U;
    junk.push_back(static_cast<char>(x >> 24));
  }
  const auto table = read_csv(junk);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::corrupt);
  EXPECT_THAT(table.error().message, HasSubstr("not a text file"));
}

TEST(Csv, ReadErrorsAreReportedNotTakenForTheEnd) {
  for (std::size_t operation = 0; operation < 12; ++operation) {
    FaultyFileSystem fs;
    fs.put("/t.csv", "a,b\n1,2\n");
    fs.set_faults({.refused_operation = operation});
    auto source = open_source(fs, "/t.csv");
    if (!source) {
      EXPECT_EQ(source.error().code, Code::io);
      continue;
    }
    const auto table = (*source)->sample("t", {});
    if (fs.operations() > operation) {
      ASSERT_FALSE(table) << "operation " << operation;
      EXPECT_EQ(table.error().code, Code::io);
    } else {
      EXPECT_TRUE(table);
    }
  }
}

TEST(Csv, AStopEndsTheReading) {
  std::stop_source stop;
  stop.request_stop();
  const auto table = read_csv("a,b\n1,2\n", {.stop = stop.get_token()});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::deadline);
}

TEST(Csv, AnUnknownTableIsNotFound) {
  FaultyFileSystem fs;
  fs.put("/t.csv", "a,b\n1,2\n");
  auto source = open_source(fs, "/t.csv");
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->sample("u", {}).error().code, Code::not_found);
}

}  // namespace
}  // namespace cognate::io
