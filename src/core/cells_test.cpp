#include <gtest/gtest.h>

#include <string>

#include "cognate/table.h"

namespace cognate {
namespace {

TEST(Cells, GivesBackWhatWasPushed) {
  Cells cells;
  cells.push("one");
  cells.push("");
  cells.push_null();
  cells.push(std::string_view("a\0b", 3));
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[0], "one");
  EXPECT_EQ(cells[1], "");
  EXPECT_EQ(cells[2], "");
  EXPECT_EQ(cells[3], std::string_view("a\0b", 3));
}

TEST(Cells, AnEmptyTextIsNotANull) {
  Cells cells;
  cells.push("");
  cells.push_null();
  EXPECT_FALSE(cells.is_null(0));
  EXPECT_TRUE(cells.is_null(1));
}

TEST(Cells, ManyCellsKeepTheirPlaces) {
  Cells cells;
  for (int i = 0; i < 10'000; ++i) {
    if (i % 7 == 0) {
      cells.push_null();
    } else {
      cells.push(std::to_string(i));
    }
  }
  for (int i = 0; i < 10'000; ++i) {
    const auto row = static_cast<std::size_t>(i);
    ASSERT_EQ(cells[row], i % 7 == 0 ? "" : std::to_string(i));
  }
}

}  // namespace
}  // namespace cognate
