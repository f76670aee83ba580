// The three faces of one mapping: table, JSON, CSV.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/display.h"
#include "report/mapping_csv.h"
#include "report/mapping_json.h"
#include "report/mapping_table.h"

namespace cognate::report {
namespace {

using testing::HasSubstr;
using testing::Not;

Mapping example() {
  return {.source_table = "crm.csv",
          .target_table = "warehouse.csv",
          .source = {{.name = "cust_nm", .type = "text", .samples = {"Ann Lee", "Bob Ray"}},
                     {.name = "dob", .type = "date", .samples = {"1999-01-02"}, .null_share = 0.25},
                     {.name = "notes", .type = "text", .samples = {"a, \"b\"\nc"}}},
          .target = {{.name = "customer_name", .type = "text", .samples = {"Zoe Fox"}},
                     {.name = "birth date", .type = "date", .samples = {"2001-05-06"}},
                     {.name = "数量", .type = "integer", .samples = {"12", "7"}}},
          .matches = {{.pair = {.source = 0, .target = 0, .score = 0.875},
                       .reasons = {{.signal = "name",
                                    .strength = 0.9,
                                    .share = 0.5,
                                    .text = "cust stands for customer"},
                                   {.signal = "meaning",
                                    .strength = 0.75,
                                    .share = 0.375,
                                    .text = "the texts mean much the same"}}},
                      {.pair = {.source = 1, .target = 1, .score = 0.5}, .reasons = {}}},
          .unmatched_source = {2},
          .unmatched_target = {2},
          .candidates = {{.source = 0, .target = 0, .score = 0.875},
                         {.source = 0, .target = 1, .score = 0.25}}};
}

std::string table(const Mapping& mapping, const TableStyle& style = {}) {
  return mapping_table(mapping, style);
}

std::string written(Status (*write)(const Mapping&, const Sink&), const Mapping& mapping) {
  std::string out;
  EXPECT_TRUE(write(mapping, [&](std::string_view piece) {
    out += piece;
    return ok();
  }));
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

TEST(MappingTable, ShowsNamesScoreTypesReasonsAndSamples) {
  const std::string drawn = table(example());
  for (const auto* part :
       {"crm.csv → warehouse.csv", "2 matches; without one: 1 column of the source", "cust_nm",
        "customer_name", "███████  0.88", "text; cust stands", "Ann Lee · Bob Ray", "Zoe Fox",
        "SOURCE COLUMNS WITHOUT A MATCH\n notes\n", "TARGET COLUMNS WITHOUT A MATCH\n 数量\n"}) {
    EXPECT_THAT(drawn, HasSubstr(part));
  }
}

TEST(MappingTable, NoLineIsWiderThanTheTerminal) {
  Mapping mapping = example();
  mapping.source[0].name = std::string(300, 'x');
  mapping.target[0].name =
      "数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量数量";
  mapping.target[0].samples = {std::string(500, 'y')};
  mapping.matches[0].reasons[0].text =
      std::string(400, 'z') + " and more words " + std::string(400, 'z');
  for (std::size_t i = 0; i < 100; ++i) {
    mapping.unmatched_source.push_back(0);
  }
  for (std::size_t width = 60; width <= 160; ++width) {
    for (const std::string& line :
         lines_of(table(mapping, {.width_columns = width, .candidates = true}))) {
      ASSERT_LE(display_width(line), width) << line;
    }
  }
}

TEST(MappingTable, ColumnsStandUnderEachOtherWhateverTheScript) {
  Mapping mapping = example();
  mapping.source[0].name = "数量";
  mapping.source[1].name = "e\u0301te\u0301";
  std::vector<std::size_t> starts;
  for (const std::string& line : lines_of(table(mapping))) {
    const std::size_t at = std::min(line.find("customer_name"), line.find("birth date"));
    if (at != std::string::npos) {
      starts.push_back(display_width(line.substr(0, at)));
    }
  }
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_EQ(starts[0], starts[1]);
}

TEST(MappingTable, TextFromTheTablesCannotSteerTheTerminal) {
  Mapping mapping = example();
  mapping.source[0].name = "a\x1b[31m\nb";
  mapping.source_table = "x\x1b]0;title\x07";
  mapping.matches[0].reasons[0].text = "say \x1b[2J";
  EXPECT_THAT(table(mapping), Not(HasSubstr("\x1b")));
}

TEST(MappingTable, AColumnWithoutANameIsSaidToHaveNone) {
  Mapping mapping = example();
  mapping.source[0].name = "";
  mapping.source[2].name = "";
  const std::string drawn = table(mapping);
  EXPECT_THAT(drawn, HasSubstr("\n (no name)  "));
  EXPECT_THAT(drawn, HasSubstr("WITHOUT A MATCH\n (no name)\n"));
}

TEST(MappingTable, ColoursOnlyWhenAsked) {
  EXPECT_THAT(table(example()), Not(HasSubstr("\x1b[")));
  EXPECT_THAT(table(example(), {.colour = true}), HasSubstr("\x1b[32m"));
}

TEST(MappingTable, ManyColumnsWithoutAMatchAreCountedNotListed) {
  Mapping mapping = example();
  mapping.unmatched_target.assign(5'000, 2);
  const std::string drawn = table(mapping);
  EXPECT_THAT(drawn, HasSubstr("5000 columns of the target"));
  EXPECT_THAT(drawn, HasSubstr("and 4940 more"));
}

TEST(MappingTable, ListsCandidatesWhenAsked) {
  EXPECT_THAT(table(example()), Not(HasSubstr("CANDIDATES")));
  EXPECT_THAT(table(example(), {.candidates = true}),
              HasSubstr("customer_name 0.88, birth date 0.25"));
}

TEST(MappingTable, AMappingWithoutMatchesStillSaysWhatIsThere) {
  Mapping mapping = example();
  mapping.matches.clear();
  EXPECT_THAT(table(mapping), HasSubstr("0 matches"));
}

TEST(MappingJson, HasExactlyTheFieldsThatScriptsRelyOn) {
  const auto json = nlohmann::json::parse(written(write_mapping_json, example()));
  ASSERT_EQ(json["matches"].size(), 2U);
  EXPECT_EQ(json["matches"][0]["source"], "cust_nm");
  EXPECT_EQ(json["matches"][0]["target"], "customer_name");
  EXPECT_EQ(json["matches"][0]["score"], 0.875);
  EXPECT_EQ(json["matches"][0]["reasons"][1]["signal"], "meaning");
  EXPECT_EQ(json["matches"][0]["reasons"][1]["share"], 0.375);
  EXPECT_EQ(json["unmatched_source"], nlohmann::json({"notes"}));
  EXPECT_EQ(json["unmatched_target"], nlohmann::json({"数量"}));
  EXPECT_EQ(json["candidates"][1]["target"], "birth date");
  EXPECT_EQ(json["source_table"]["columns"][2]["samples"][0], "a, \"b\"\nc");
}

TEST(MappingJson, SaysHowCellsAreWritten) {
  Mapping mapping = example();
  mapping.source[1].declared_type = "VARCHAR(10)";
  mapping.source[1].description = "day of birth";
  mapping.source[1].nullable = false;
  mapping.source[1].format = {.kind = CellKind::date,
                              .patterns = {"%d/%m/%Y"},
                              .order_certain = false,
                              .null_words = {"n/a"},
                              .fits = 0.5};
  mapping.target[2].format = {.kind = CellKind::integer, .group_mark = "."};
  const auto json = nlohmann::json::parse(written(write_mapping_json, mapping));
  const auto& column = json["source_table"]["columns"][1];
  EXPECT_EQ(column["declared_type"], "VARCHAR(10)");
  EXPECT_EQ(column["description"], "day of birth");
  EXPECT_EQ(column["nullable"], false);
  EXPECT_EQ(column["unique"], false);
  EXPECT_EQ(column["format"], nlohmann::json::parse(R"({"kind": "date", "fits": 0.5,
      "patterns": ["%d/%m/%Y"], "order_certain": false, "null_words": ["n/a"]})"));
  const auto& number = json["target_table"]["columns"][2]["format"];
  EXPECT_EQ(number["group_mark"], ".");
  EXPECT_EQ(number["decimal_mark"], ".");
}

TEST(MappingJson, AnEmptyMappingHasEveryListStill) {
  const auto json = nlohmann::json::parse(written(write_mapping_json, Mapping{}));
  for (const auto* list : {"matches", "unmatched_source", "unmatched_target", "candidates"}) {
    EXPECT_TRUE(json[list].is_array() && json[list].empty()) << list;
  }
}

TEST(MappingCsv, HoldsMatchesAndThenTheColumnsWithoutOne) {
  Mapping mapping = example();
  mapping.target[0].name = "name, \"full\"";
  mapping.source[1].format = {.kind = CellKind::date, .patterns = {"%d.%m.%Y"}, .fits = 1};
  mapping.target[2].format = {.kind = CellKind::decimal, .decimal_mark = ",", .group_mark = "."};
  EXPECT_EQ(written(write_mapping_csv, mapping),
            "source,target,score,source_type,target_type,why,source_format,target_format,"
            "verdict\r\n"
            "cust_nm,\"name, \"\"full\"\"\",0.8750,text,text,"
            "cust stands for customer; the texts mean much the same,,,\r\n"
            "dob,birth date,0.5000,date,date,,DD.MM.YYYY,,\r\n"
            "notes,,,text,,,,,\r\n"
            ",数量,,,integer,,,\"1.234,5\",\r\n");
}

}  // namespace
}  // namespace cognate::report
