#include "cli/column_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cognate::cli {
namespace {

using testing::HasSubstr;

Table table(std::initializer_list<std::string> names) {
  Table out;
  for (const std::string& name : names) {
    out.columns.emplace_back();
    out.columns.back().name = name;
  }
  return out;
}

TEST(ColumnOfTable, StandsAfterTheLastColon) {
  const auto plain = parse_column_of_table("crm.csv:dob");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->path, "crm.csv");
  EXPECT_EQ(plain->column, "dob");
  EXPECT_EQ(parse_column_of_table("C:\\data\\crm.csv:dob")->path, "C:\\data\\crm.csv");
  EXPECT_EQ(parse_column_of_table("postgresql://db:5432/shop#sale:a b")->column, "a b");
  for (const auto* text : {"", "crm.csv", ":dob", "crm.csv:"}) {
    EXPECT_FALSE(parse_column_of_table(text)) << text;
  }
}

TEST(FindColumn, OfAnUnknownNameTheErrorHasTheNearest) {
  const Table crm = table({"id", "dob", "name", "city"});
  EXPECT_EQ(*find_column(crm, "dob", "crm"), 1U);
  const auto missing = find_column(crm, "dbo", "crm.csv");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr("crm.csv: no column \"dbo\"; nearest: \"dob\", "));
  EXPECT_THAT(find_column(Table{}, "x", "empty").error().message, HasSubstr("no column \"x\""));
}

TEST(ParsePair, NamesMayHoldEqualSigns) {
  const auto pair = parse_pair("a=b=c", table({"a=b"}), table({"c", "b=c"}));
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->source, "a=b");
  EXPECT_EQ(pair->target, "c");
  EXPECT_FALSE(parse_pair("ab", table({"ab"}), table({"ab"})));
  const auto unknown = parse_pair("a=x", table({"a"}), table({"y"}));
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("target: no column \"x\"; nearest: \"y\""));
}

}  // namespace
}  // namespace cognate::cli
