#include "report/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/display.h"

namespace cognate::report {
namespace {

using testing::HasSubstr;

ExplainedPair example() {
  return {.source_table = "crm",
          .target_table = "warehouse",
          .source = "dob",
          .target = "birth_date",
          .explanation = {
              .pair = {.source = 3, .target = 1, .score = 0.8807970779778823},  // ln odds 2
              .matched = true,
              .contributions =
                  {{.step = "prior", .reason = "", .log_odds = -1, .text = "few pairs are right"},
                   {.step = "name.short",
                    .reason = "name",
                    .strength = 0.9,
                    .log_odds = 4,
                    .text = "dob is short for date of birth"},
                   {.step = "rivals", .reason = "", .log_odds = -1, .text = "2 come near"}},
              .reasons = {{.signal = "name", .strength = 0.9, .share = 0.88, .text = "short"}}}};
}

TEST(ExplanationTable, EndsInTheScoreThatItsStepsAddUpTo) {
  const std::string table = explanation_table(example(), 100, false);
  EXPECT_THAT(table, HasSubstr("crm:dob ~ warehouse:birth_date\nscore 0.88: a match\n"));
  EXPECT_THAT(table, HasSubstr("name.short    0.90   +4.00        │██████  dob is short for"));
  EXPECT_THAT(table, HasSubstr("prior            -   -1.00      ██│        few pairs are right"));
  EXPECT_THAT(table, HasSubstr("sum                  +2.00  odds of 7.39 to 1: score 0.88\n"));
}

TEST(ExplanationTable, NoLineIsWiderThanTheTerminalOrSteersIt) {
  ExplainedPair pair = example();
  pair.source = std::string(300, 'x') + "\x1b[2J";
  pair.explanation.contributions[0].text = std::string(300, 'y') + "\n\x1b[31m";
  const std::string table = explanation_table(pair, 80, false);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  for (std::size_t start = 0; start < table.size();) {
    const std::size_t end = table.find('\n', start);
    EXPECT_LE(display_width(table.substr(start, end - start)), 80U);
    start = end + 1;
  }
}

TEST(ExplanationJson, HoldsEveryStep) {
  std::string out;
  ASSERT_TRUE(write_explanation_json(example(), [&](std::string_view piece) {
    out += piece;
    return ok();
  }));
  const auto json = nlohmann::json::parse(out);
  EXPECT_EQ(json["source"], "dob");
  EXPECT_EQ(json["source_index"], 3);
  EXPECT_EQ(json["matched"], true);
  EXPECT_EQ(json["contributions"].size(), 3U);
  EXPECT_TRUE(json["contributions"][0]["strength"].is_null());
  EXPECT_EQ(json["contributions"][1],
            nlohmann::json::parse(R"({"step": "name.short", "reason": "name", "strength": 0.9,
                "log_odds": 4, "text": "dob is short for date of birth"})"));
  EXPECT_EQ(json["reasons"][0]["signal"], "name");
}

}  // namespace
}  // namespace cognate::report
