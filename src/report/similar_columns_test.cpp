#include "report/similar_columns.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/display.h"

namespace cognate::report {
namespace {

std::vector<SimilarColumn> two_columns() {
  return {{.column_name = "birth_date",
           .table = "warehouse.parquet",
           .similarity_score = .93,
           .data_type = "date",
           .compatible_types = {"date", "timestamp"},
           .constraints = {"not null"},
           .sample_values = {"1990-01-01", "2001-02-03"},
           .declared_type = "DATE",
           .description = "of the customer",
           .null_share = .25},
          {.column_name = "a name that is long enough to be cut \xE2\x82\xAC",
           .table = std::string(200, 't') + "\x1b[31m",
           .similarity_score = .5,
           .data_type = "free text",
           .compatible_types = {},
           .constraints = {},
           .sample_values = {std::string(300, 'x')},
           .declared_type = "",
           .description = "",
           .null_share = 0}};
}

TEST(SimilarColumnsTable, StaysInsideItsWidthAndSteersNoTerminal) {
  for (const std::size_t width : {60U, 100U, 160U}) {
    const std::string table =
        similar_columns_table("date of birth", 12, two_columns(), {.width_columns = width});
    EXPECT_EQ(table.find('\x1b'), std::string::npos);
    for (std::size_t begin = 0; begin < table.size();) {
      const std::size_t end = table.find('\n', begin);
      ASSERT_NE(end, std::string::npos) << "each line ends in a line feed";
      EXPECT_LE(display_width(table.substr(begin, end - begin)), width);
      begin = end + 1;
    }
  }
}

TEST(SimilarColumnsTable, SaysWhatAPersonWantsToKnow) {
  const std::string table = similar_columns_table("date of birth", 12, two_columns(), {});
  for (const char* wanted :
       {"date of birth", "2 columns of 12", "birth_date", "warehouse.parquet", "0.93", "date",
        "not null; of the customer; 1990-01-01 \xC2\xB7 2001-02-03"}) {
    EXPECT_NE(table.find(wanted), std::string::npos) << wanted << "\n" << table;
  }
}

TEST(SimilarColumnsTable, OfNoneIsShort) {
  EXPECT_EQ(similar_columns_table("x", 7, {}, {}), "x\n0 columns of 7\n");
}

TEST(SimilarColumnsJson, HasTheNamesThatUsersKnow) {
  std::string text;
  ASSERT_TRUE(write_similar_columns_json("date of birth", 12, two_columns(), [&](auto piece) {
    text += piece;
    return ok();
  }));
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["query"], "date of birth");
  EXPECT_EQ(json["columns_total"], 12);
  const auto& first = json["columns"][0];
  EXPECT_EQ(first["column_name"], "birth_date");
  EXPECT_EQ(first["similarity_score"], .93);
  EXPECT_EQ(first["data_type"], "date");
  EXPECT_EQ(first["compatible_types"], (std::vector<std::string>{"date", "timestamp"}));
  EXPECT_EQ(first["constraints"], std::vector<std::string>{"not null"});
  EXPECT_EQ(first["sample_values"].size(), 2U);
}

}  // namespace
}  // namespace cognate::report
