#include "schema/column_text.h"

#include <gtest/gtest.h>

#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;

TEST(ColumnText, IsTheWordsOfTheName) {
  EXPECT_EQ(name_text(profile_column(column("NumberOfCars", {}))), "number of cars");
  EXPECT_EQ(name_text(profile_column(column("", {}))), "");
}

TEST(ColumnText, GoesOnWithTheDescription) {
  Column described = column("knd", {});
  described.description = "kind of the animal";
  EXPECT_EQ(name_text(profile_column(described)), "knd: kind of the animal");
}

TEST(ColumnText, PutsValuesBehindTheName) {
  EXPECT_EQ(value_text(profile_column(column("status", {"open", "open"}))), "status: open");
  EXPECT_EQ(value_text(profile_column(column("", {"open"}))), "open");
  EXPECT_EQ(value_text(profile_column(column("status", {""}))), "status");
}

TEST(ColumnText, StaysShortAndWholeInItsCharacters) {
  Column wide;
  wide.name = "note";
  for (int i = 0; i < 50; ++i) {
    std::string cell = std::to_string(i);
    for (int k = 0; k < 100; ++k) {
      cell += "é";
    }
    wide.cells.push(cell);
  }
  const std::string text = value_text(profile_column(wide));
  EXPECT_LT(text.size(), 160U);
  // Every byte that goes on a character follows one that begins it.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\xc3') {
      ASSERT_LT(i + 1, text.size());
      EXPECT_EQ(text[i + 1], '\xa9');
    }
  }
}

}  // namespace
TEST(ColumnText, ShowsFewerValuesWhereTheyAreOfDigits) {
  Column numbers;
  numbers.name = "amount";
  Column words;
  words.name = "amount";
  for (int i = 0; i < 50; ++i) {
    numbers.cells.push(std::to_string(100'000 + i));
    words.cells.push(std::string(6, static_cast<char>('a' + i % 26)));
  }
  EXPECT_LT(value_text(profile_column(numbers)).size(), value_text(profile_column(words)).size());
}

}  // namespace cognate::schema
