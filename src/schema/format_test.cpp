#include "schema/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema/date_pattern.h"

namespace cognate::schema {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// An empty text is a null.
CellFormat format(std::initializer_list<std::string_view> cells) {
  Column column;
  for (const std::string_view cell : cells) {
    cell.empty() ? column.cells.push_null() : column.cells.push(cell);
  }
  return format_of(column);
}

TEST(CellFormat, TellsTheKindsOfNumbers) {
  EXPECT_EQ(format({"1", "-20", "+3"}).kind, CellKind::integer);
  EXPECT_EQ(format({"1.5", "2", ".25", "1e-5"}).kind, CellKind::decimal);
  EXPECT_EQ(format({"12 %", "3.5%"}).kind, CellKind::percent);
  EXPECT_EQ(format({"$3", "$ 4.50", "-$12"}).kind, CellKind::money);
  EXPECT_EQ(format({"1.5", "2", "3e2"}).greatest, 300);
}

TEST(CellFormat, TellsThousandsFromDecimals) {
  const CellFormat english = format({"1,234.50", "99.00", "1,000,000.00"});
  EXPECT_EQ(english.decimal_mark, ".");
  EXPECT_EQ(english.group_mark, ",");
  const CellFormat german = format({"1.234,50", "99,00", "7"});
  EXPECT_EQ(german.decimal_mark, ",");
  EXPECT_EQ(german.group_mark, ".");
  EXPECT_EQ(german.greatest, 1234.5);
  const CellFormat french = format({"1\u202f234,50 €", "99,00 €"});
  EXPECT_EQ(french.kind, CellKind::money);
  EXPECT_EQ(french.group_mark, "\u202f");
  EXPECT_THAT(french.symbols, ElementsAre("€"));
  EXPECT_EQ(format({"1'234", "12'000'000"}).group_mark, "'");
}

TEST(CellFormat, OfTwoReadingsOfANumberThePointIsTheDecimalMark) {
  EXPECT_EQ(format({"1,234", "5,678"}).kind, CellKind::integer);
  EXPECT_EQ(format({"1.234", "5.678"}).kind, CellKind::decimal);
  EXPECT_EQ(format({"1,234", "5,6"}).decimal_mark, ",") << "5,6 cannot be thousands";
}

TEST(CellFormat, CodesOfDigitsStayText) {
  EXPECT_EQ(format({"00123", "10115", "20095"}).kind, CellKind::text) << "leading zero";
  EXPECT_EQ(format({"1234567890123456789"}).kind, CellKind::text) << "fits no integer";
  EXPECT_EQ(format({"0", "0.5", "10"}).kind, CellKind::decimal) << "a zero alone is no code";
}

TEST(CellFormat, TellsFlagsByTheirWords) {
  const CellFormat words = format({"Yes", "no", "YES"});
  EXPECT_EQ(words.kind, CellKind::flag);
  EXPECT_THAT(words.true_words, ElementsAre("yes"));
  EXPECT_THAT(words.false_words, ElementsAre("no"));
  EXPECT_EQ(format({"1", "0", "1"}).kind, CellKind::flag);
  EXPECT_EQ(format({"1", "1"}).kind, CellKind::integer) << "one digit alone is a number";
  EXPECT_EQ(format({"yes", "no", "maybe"}).kind, CellKind::text);
}

TEST(CellFormat, TellsHowDatesAreWritten) {
  EXPECT_THAT(format({"2024-01-31", "1999-12-01"}).patterns, ElementsAre("%Y-%m-%d"));
  EXPECT_THAT(format({"31.01.2024", "1.12.1999"}).patterns, ElementsAre("%d.%m.%Y"));
  EXPECT_THAT(format({"31-Jan-2024"}).patterns, ElementsAre("%d-%b-%Y"));
  EXPECT_THAT(format({"May 5, 2020", "June 15, 2020"}).patterns, ElementsAre("%B %d, %Y"));
  EXPECT_EQ(format({"2024-01-31"}).kind, CellKind::date);
}

TEST(CellFormat, OneDayAfterTheTwelfthTellsTheOrder) {
  const CellFormat day_first = format({"01/02/2024", "25/12/2023"});
  EXPECT_THAT(day_first.patterns, ElementsAre("%d/%m/%Y"));
  EXPECT_TRUE(day_first.order_certain);
  const CellFormat month_first = format({"01/02/2024", "12/25/2023"});
  EXPECT_THAT(month_first.patterns, ElementsAre("%m/%d/%Y"));
  EXPECT_TRUE(month_first.order_certain);
  const CellFormat either = format({"01/02/2024", "03/04/2023"});
  EXPECT_THAT(either.patterns, ElementsAre("%m/%d/%Y"));
  EXPECT_FALSE(either.order_certain);
}

TEST(CellFormat, DatesOfBothOrdersAreNeverMixed) {
  const CellFormat mixed =
      format({"25/12/2023", "24/12/2023", "23/12/2023", "22/12/2023", "21/12/2023", "20/12/2023",
              "19/12/2023", "18/12/2023", "17/12/2023", "12/31/2023"});
  EXPECT_THAT(mixed.patterns, ElementsAre("%d/%m/%Y"));
  EXPECT_DOUBLE_EQ(mixed.fits, 0.9);
}

TEST(CellFormat, TellsTimesAndTimestamps) {
  EXPECT_EQ(format({"09:30", "17:05"}).kind, CellKind::time);
  EXPECT_THAT(format({"9:30 AM", "5:05 pm"}).patterns, ElementsAre("%I:%M %p"));
  const CellFormat iso = format({"2024-01-31T09:30:00Z", "2024-01-31T09:30:00+02:00"});
  EXPECT_EQ(iso.kind, CellKind::timestamp);
  EXPECT_THAT(iso.patterns, ElementsAre("%Y-%m-%dT%H:%M:%S%z"));
  EXPECT_THAT(format({"31.01.2024 09:30", "31.01.2024 09:30:15"}).patterns,
              ElementsAre("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S"));
  EXPECT_THAT(format({"2024-01-31 09:30:00.123"}).patterns, ElementsAre("%Y-%m-%d %H:%M:%S.%f"));
}

TEST(CellFormat, EightDigitsThatAreAllDatesAreIntegersWithAPattern) {
  const CellFormat compact = format({"20240131", "19991201"});
  EXPECT_EQ(compact.kind, CellKind::integer);
  EXPECT_THAT(compact.patterns, ElementsAre("%Y%m%d"));
  EXPECT_THAT(format({"20240131", "20241301"}).patterns, IsEmpty());
}

TEST(CellFormat, KeepsTheWordsForNothing) {
  const CellFormat numbers = format({"1", "N/A", "", "2", "n/a", "NULL"});
  EXPECT_EQ(numbers.kind, CellKind::integer);
  EXPECT_THAT(numbers.null_words, ElementsAre("n/a", "null"));
  EXPECT_EQ(numbers.fits, 1);
}

TEST(CellFormat, KeepsTheSpellingsThatTheReaderTookForNull) {
  Column column;
  column.null_words = {"NULL", "null"};
  column.cells.push_null();
  EXPECT_THAT(format_of(column).null_words, ElementsAre("null"));
}

TEST(CellFormat, AFewWrongCellsDoNotHideTheKind) {
  const CellFormat wrong =
      format({"1", "2", "3", "4", "5", "6", "7", "8", "9", "about ten", "11", "12"});
  EXPECT_EQ(wrong.kind, CellKind::integer);
  EXPECT_LT(wrong.fits, 1);
  EXPECT_EQ(format({"1", "2", "three", "four"}).kind, CellKind::text);
}

TEST(CellFormat, OfNothingIsText) {
  EXPECT_EQ(format({}).kind, CellKind::text);
  EXPECT_EQ(format({"", ""}).kind, CellKind::text);
  EXPECT_EQ(format({}).fits, 0);
}

TEST(CellFormat, LooksAtTheWholeOfALongColumn) {
  Column column;
  for (int i = 0; i < 50'000; ++i) {
    column.cells.push("01/02/2024");
  }
  for (int i = 0; i < 50'000; ++i) {
    column.cells.push("25/02/2024");
  }
  EXPECT_THAT(format_of(column).patterns, ElementsAre("%d/%m/%Y"));
}

TEST(AfterPattern, ReadsAsStrptimeDoes) {
  EXPECT_EQ(after_pattern("2024-1-31 rest", "%Y-%m-%d"), " rest");
  EXPECT_EQ(after_pattern("31 jan", "%d %b"), "");
  EXPECT_FALSE(after_pattern("2024-13-01", "%Y-%m-%d"));
  EXPECT_FALSE(after_pattern("24:00", "%H:%M"));
  EXPECT_FALSE(after_pattern("", "%Y"));
  EXPECT_EQ(after_pattern("+0530", "%z"), "");
}

}  // namespace
}  // namespace cognate::schema
