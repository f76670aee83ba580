#include "report/evaluation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace cognate::report {
namespace {

const std::vector<SetScores> kSets = {{.set = "gdc",
                                       .cases = 5,
                                       .recall_at_gt = 0.4,
                                       .mrr = 0.75,
                                       .mrr_adjusted = 0.5,
                                       .precision = 0.25,
                                       .recall = 1,
                                       .f1 = 0.125,
                                       .seconds_per_pair = 1.5}};

TEST(EvaluationJson, HasEveryFieldThatScriptsRelyOn) {
  std::string out;
  ASSERT_TRUE(write_evaluation_json(kSets, [&](std::string_view piece) {
    out += piece;
    return ok();
  }));
  EXPECT_EQ(nlohmann::json::parse(out), nlohmann::json::parse(R"({"sets": [
      {"set": "gdc", "cases": 5, "recall_at_gt": 0.4, "mrr": 0.75, "mrr_adjusted": 0.5,
       "precision": 0.25, "recall": 1, "f1": 0.125, "seconds_per_pair": 1.5}]})"));
}

TEST(EvaluationTable, HasOneLineASetUnderItsHeadings) {
  EXPECT_EQ(
      evaluation_table(kSets),
      "Set  Cases  Recall@GT        MRR   MRR adj.  Precision     Recall         F1    Seconds\n"
      "gdc      5      0.400      0.750      0.500      0.250      1.000      0.125      1.500\n");
}

}  // namespace
}  // namespace cognate::report
