#include "engine/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/faulty_file_system.h"
#include "schema/test_tables.h"

namespace cognate::engine {
namespace {

using schema::testing::GramEmbedder;

constexpr char kSource[] = "order_id,city,colour\n1,Paris,red\n2,Rome,blue\n3,Oslo,red\n";
constexpr char kTarget[] = "City,OrderId\nRome,2\nParis,9\nOslo,3\n";
constexpr char kTruth[] = "source,target\norder_id,OrderId\ncity,City\n";

class Evaluate : public ::testing::Test {
 protected:
  void put_case(const std::string& folder, bool own_target = true) {
    EXPECT_TRUE(fs.make_folders(folder));
    fs.put(folder + "/source.csv", kSource);
    fs.put(folder + "/truth.csv", kTruth);
    if (own_target) {
      fs.put(folder + "/target.csv", kTarget);
    }
  }

  Result<report::Evaluation> run(const std::string& folder, const EvaluateOptions& options = {}) {
    return evaluate(fs, folder, embedder, options);
  }

  FaultyFileSystem fs;
  GramEmbedder embedder;
};

TEST_F(Evaluate, TakesOneCase) {
  put_case("/data/one");
  const auto sets = run("/data/one/");
  ASSERT_TRUE(sets) << sets.error().message;
  ASSERT_EQ(sets->sets.size(), 1U);
  EXPECT_EQ(sets->sets.front().set, "one");
  EXPECT_EQ(sets->sets.front().cases, 1U);
  EXPECT_EQ(sets->sets.front().recall_at_gt, 1);
  EXPECT_EQ(sets->sets.front().mrr, 1);
  EXPECT_EQ(sets->sets.front().f1, 1);
  EXPECT_GT(sets->sets.front().seconds_per_pair, 0);
}

TEST_F(Evaluate, TakesOneSetAndAFolderOfSets) {
  put_case("/data/a/one");
  put_case("/data/a/two");
  put_case("/data/b/one");
  EXPECT_EQ(run("/data/a")->sets.front().cases, 2U);
  const auto sets = run("/data");
  ASSERT_EQ(sets->sets.size(), 2U);
  EXPECT_EQ(sets->sets.at(0).set, "a");
  EXPECT_EQ(sets->sets.at(1).set, "b");
  EXPECT_EQ(sets->sets.at(1).cases, 1U);
}

TEST_F(Evaluate, SharesTheTargetOfASet) {
  fs.put("/data/a/target.csv", kTarget);
  put_case("/data/a/one", false);
  put_case("/data/a/two", false);
  const auto sets = run("/data/a");
  ASSERT_TRUE(sets) << sets.error().message;
  EXPECT_EQ(sets->sets.front().cases, 2U);
}

TEST_F(Evaluate, JudgesColumnsWithoutPartnerAndScores) {
  put_case("/data/a/one");
  put_case("/data/a/two");
  fs.put("/data/a/two/source.csv", "order_id,city\n1,Paris\n2,Rome\n3,Oslo\n");
  const auto evaluation = run("/data/a");
  ASSERT_TRUE(evaluation);
  ASSERT_EQ(evaluation->cases.size(), 2U);
  const report::CaseScores& one = evaluation->cases[0];
  EXPECT_EQ(one.set, "a");
  EXPECT_EQ(one.name, "one");
  EXPECT_EQ(one.source_columns, 3U);
  EXPECT_EQ(one.no_partner_f1, 1) << "colour has no partner, and no match";
  EXPECT_EQ(one.best.pairs(), 3U) << "the best candidate of each source column";
  EXPECT_EQ(one.matches.pairs(), 2U);
  EXPECT_EQ(evaluation->cases[1].no_partner_f1, report::kNoFigure) << "every column has a partner";
  const report::SetScores& set = evaluation->sets.front();
  EXPECT_EQ(set.no_partner_f1, 1) << "the mean of the one case that has the figure";
  EXPECT_EQ(set.best.pairs(), 5U);
}

TEST_F(Evaluate, CountsAWrongTruthAgainstTheMatcher) {
  put_case("/data/one");
  fs.put("/data/one/truth.csv", "source,target\norder_id,OrderId\ncity,NoSuchColumn\n");
  EXPECT_EQ(run("/data/one")->sets.front().mrr, 0.5);
  EXPECT_EQ(run("/data/one")->sets.front().recall, 0.5);
}

TEST_F(Evaluate, LeavesOutCasesWithoutTruth) {
  put_case("/data/a/one");
  put_case("/data/a/two");
  fs.put("/data/a/two/truth.csv", "source,target\n");
  EXPECT_EQ(run("/data/a")->sets.front().cases, 1U);
}

TEST_F(Evaluate, SaysWhatIsMissing) {
  EXPECT_EQ(run("/nowhere").error().code, Code::not_found);
  EXPECT_TRUE(fs.make_folders("/data"));
  fs.put("/data/readme.txt", "no cases");
  EXPECT_EQ(run("/data").error().code, Code::not_found);
  put_case("/data/one", false);
  const auto no_target = run("/data");
  ASSERT_FALSE(no_target);
  EXPECT_NE(no_target.error().message.find("target.csv"), std::string::npos);
}

TEST_F(Evaluate, RefusesATruthOfAnotherForm) {
  put_case("/data/one");
  fs.put("/data/one/truth.csv", "left,right\norder_id,OrderId\n");
  EXPECT_EQ(run("/data/one").error().code, Code::corrupt);
}

TEST_F(Evaluate, TellsHowFarItIs) {
  put_case("/data/a/one");
  put_case("/data/a/two");
  std::vector<std::size_t> told;
  EvaluateOptions options;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 2U);
    told.push_back(done);
  };
  ASSERT_TRUE(run("/data/a", options));
  EXPECT_EQ(told, (std::vector<std::size_t>{0, 1, 2}));
}

}  // namespace
}  // namespace cognate::engine
