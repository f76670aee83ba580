#include "report/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/evaluation_change.h"

namespace cognate::report {
namespace {

using testing::HasSubstr;
using testing::Not;

CaseScores one_case(std::string name, double f1, double alone = kNoFigure) {
  CaseScores one;
  one.set = "gdc";
  one.name = std::move(name);
  one.source_columns = 28;
  one.target_columns = 736;
  one.recall_at_gt = 0.4;
  one.f1 = f1;
  one.no_partner_f1 = alone;
  one.matches.add(0.75, true);
  one.best.add(0.75, true);
  one.best.add(0.25, false);
  return one;
}

Evaluation evaluation_of(std::vector<CaseScores> cases) {
  Evaluation evaluation;
  evaluation.sets.push_back(mean_of("gdc", cases));
  evaluation.cases = std::move(cases);
  return evaluation;
}

std::string json_of(const Evaluation& evaluation, const Evaluation* before = nullptr) {
  std::string out;
  EXPECT_TRUE(write_evaluation_json(
      evaluation,
      [&](std::string_view piece) {
        out += piece;
        return ok();
      },
      before));
  return out;
}

TEST(MeanOf, LeavesOutCasesWithoutTheFigure) {
  const SetScores mean =
      mean_of("gdc", std::vector{one_case("a", 0.5, 0.25), one_case("b", 0.25), one_case("c", 0)});
  EXPECT_EQ(mean.cases, 3U);
  EXPECT_DOUBLE_EQ(mean.f1, 0.25);
  EXPECT_DOUBLE_EQ(mean.no_partner_f1, 0.25);
  EXPECT_EQ(mean.no_partner_recall, kNoFigure);
  EXPECT_EQ(mean.best.pairs(), 6U);
}

TEST(EvaluationJson, HasEveryFieldThatScriptsRelyOn) {
  const auto json = nlohmann::json::parse(json_of(evaluation_of({one_case("Clark", 0.5, 0.8)})));
  EXPECT_EQ(json["sets"], nlohmann::json::parse(R"([{"set": "gdc", "cases": 1,
      "recall_at_gt": 0.4, "mrr": 0, "mrr_adjusted": 0, "precision": 0, "recall": 0, "f1": 0.5,
      "no_partner_precision": null, "no_partner_recall": null, "no_partner_f1": 0.8,
      "seconds_per_pair": 0, "ece_matches": 0.25, "ece_best": 0.25}])"));
  EXPECT_EQ(json["cases"][0]["case"], "Clark");
  EXPECT_EQ(json["cases"][0]["target_columns"], 736);
  EXPECT_EQ(json["calibration"]["matches"]["bins"].size(), 10U);
  EXPECT_EQ(json["calibration"]["best_candidates"]["pairs"], 2);
  EXPECT_EQ(json["calibration"]["best_candidates"]["bins"][7],
            nlohmann::json::parse(R"({"pairs": 1, "mean_score": 0.75, "right": 1})"));
  EXPECT_FALSE(json.contains("changes"));
}

TEST(EvaluationTable, HasOneLineASetUnderItsHeadings) {
  const Evaluation evaluation = evaluation_of({one_case("Clark", 0.5, 0.8)});
  EXPECT_EQ(evaluation_table(evaluation.sets),
            "Set  Cases Recall@GT       MRR  MRR adj. Precision    Recall        F1   Alone P"
            "   Alone R  Alone F1   Seconds       ECE\n"
            "gdc      1     0.400     0.000     0.000     0.000     0.000     0.500         -"
            "         -     0.800     0.000     0.250\n");
  EXPECT_THAT(case_table(evaluation.cases), HasSubstr("gdc/Clark    28 x 736     0.400"));
}

TEST(ReliabilityTable, ComparesScoresWithHowOftenTheyWereRight) {
  const std::string table = reliability_table(evaluation_of({one_case("a", 1)}).sets);
  EXPECT_THAT(table, HasSubstr("0.7 to 0.8        1       0.750    1.000       1       0.750"));
  EXPECT_THAT(table, HasSubstr("0.2 to 0.3        0           -        -       1       0.250"));
  EXPECT_THAT(table, HasSubstr("ECE"));
}

TEST(Baseline, ComesBackFromItsJson) {
  const auto parsed = parse_evaluation(json_of(evaluation_of({one_case("Clark", 0.5, 0.8)})));
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->sets.size(), 1U);
  EXPECT_EQ(parsed->sets[0].set, "gdc");
  EXPECT_EQ(parsed->sets[0].f1, 0.5);
  EXPECT_EQ(parsed->sets[0].no_partner_recall, kNoFigure);
  ASSERT_EQ(parsed->cases.size(), 1U);
  EXPECT_EQ(parsed->cases[0].name, "Clark");
}

TEST(Baseline, OfAnEarlierVersionHasNoCases) {
  const auto parsed = parse_evaluation(R"({"sets": [{"set": "gdc", "cases": 5, "f1": 0.5}]})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->sets[0].f1, 0.5);
  EXPECT_EQ(parsed->sets[0].no_partner_f1, kNoFigure);
  EXPECT_TRUE(parsed->cases.empty());
}

TEST(Baseline, AnythingElseIsRefused) {
  for (const auto* json : {"", "{", "[]", "{}", R"({"sets": 1})", R"({"sets": [1]})",
                           R"({"sets": [{"cases": 1}]})", R"({"matches": []})"}) {
    const auto parsed = parse_evaluation(json);
    ASSERT_FALSE(parsed) << json;
    EXPECT_EQ(parsed.error().code, Code::corrupt);
  }
}

TEST(Change, IsNamedWhereItIsForTheWorse) {
  const Evaluation before = evaluation_of({one_case("Clark", 0.5), one_case("Dou", 0.25)});
  const Evaluation now = evaluation_of({one_case("Clark", 0.25), one_case("New", 0.75)});
  const std::string table = change_table(before, now, false);
  EXPECT_THAT(table, HasSubstr("+0.125")) << "the set's F1: .375 to .5";
  EXPECT_THAT(table, HasSubstr("1 figure became worse:\n  gdc/Clark: F1 0.500 to 0.250\n"));
  EXPECT_THAT(table, HasSubstr("new: gdc/New\n"));
  EXPECT_THAT(table, HasSubstr("gone: gdc/Dou\n"));
  EXPECT_THAT(table, Not(HasSubstr("\x1b")));
  EXPECT_THAT(change_table(before, now, true), HasSubstr("\x1b[32m+0.125"));
  const auto json = nlohmann::json::parse(json_of(now, &before));
  EXPECT_EQ(json["changes"].size(), 2U);
  EXPECT_EQ(json["changes"][1]["name"], "gdc/Clark");
  EXPECT_EQ(json["changes"][1]["now"], 0.25);
}

TEST(Change, OfAnyNumberIsShown) {
  const auto before = parse_evaluation(R"({"sets": [{"set": "gdc", "f1": 0.5}]})");
  const auto now = parse_evaluation(R"({"sets": [{"set": "gdc", "f1": -123456789}]})");
  ASSERT_TRUE(before && now);
  EXPECT_THAT(change_table(*before, *now, false), HasSubstr(" -123456789.500"));
}

TEST(Change, OfTheSameIsNone) {
  const Evaluation same = evaluation_of({one_case("Clark", 0.5)});
  EXPECT_THAT(change_table(same, same, false), HasSubstr("Nothing became worse."));
  EXPECT_TRUE(changes_between(same, same).empty());
}

}  // namespace
}  // namespace cognate::report
