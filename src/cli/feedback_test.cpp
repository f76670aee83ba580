#include "cli/feedback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cognate::cli {
namespace {

using testing::HasSubstr;

/// An empty text is a null.
Table table(std::initializer_list<std::initializer_list<std::string_view>> columns) {
  Table out;
  for (const auto& cells : columns) {
    out.columns.emplace_back();
    for (const std::string_view cell : cells) {
      Column& column = out.columns.back();
      if (column.name.empty()) {
        column.name = cell;
      } else {
        cell.empty() ? column.cells.push_null() : column.cells.push(cell);
      }
    }
  }
  return out;
}

TEST(Verdicts, AreReadByTheNamesOfTheirColumns) {
  const auto verdicts = verdicts_of(table({{"verdict", "accept", "", "NO"},
                                           {"target", "x", "y", "z"},
                                           {"score", "1", "1", "1"},
                                           {"source", "a", "b", "c"}}),
                                    "f.csv");
  ASSERT_TRUE(verdicts) << verdicts.error().message;
  ASSERT_EQ(verdicts->size(), 2U) << "a row without a verdict says nothing";
  EXPECT_EQ(verdicts->at(0).pair.source, "a");
  EXPECT_TRUE(verdicts->at(0).accepted);
  EXPECT_EQ(verdicts->at(1).pair.target, "z");
  EXPECT_FALSE(verdicts->at(1).accepted);
}

TEST(Verdicts, WhatIsMissingOrNoVerdictIsSaid) {
  const auto missing = verdicts_of(table({{"source", "a"}, {"target", "x"}}), "f.csv");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("f.csv: no column \"verdict\""));
  const auto wrong =
      verdicts_of(table({{"source", "a"}, {"target", "x"}, {"verdict", "maybe"}}), "f.csv");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("row 1: \"maybe\" is no verdict"));
}

}  // namespace
}  // namespace cognate::cli
