#include "store/truth/truth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "store/conformance/scratch_folder.h"
#include "store/truth/record.h"

namespace cognate::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

class TruthTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kDimension = 2;

  std::unique_ptr<Truth> open(TruthOptions options = {}) {
    options.dimension = kDimension;
    auto truth = Truth::open(folder_.path("truth"), options);
    EXPECT_TRUE(truth) << truth.error().message;
    return truth ? *std::move(truth) : nullptr;
  }

  /// Writes documents under the next rows; one whose id is there replaces it.
  Status put(Truth& truth, const std::vector<std::string>& ids) {
    Change change{.counters = truth.counters()};
    std::vector<std::vector<float>> vectors;
    for (const std::string& id : ids) {
      const Row row = change.counters.next_row++;
      vectors.push_back({static_cast<float>(row), 1});
      const std::string_view view = id;
      const Row old = truth.view()->rows_of({&view, 1})->front();
      if (old != kNoRow) {
        change.erased.push_back({.row = old});
      }
      change.counters.documents += old == kNoRow ? 1 : 0;
      change.puts.push_back(
          {.row = row, .id = id, .record = encode_record(id, {}, {}), .vector = {}});
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
      change.puts[i].vector = vectors[i];
    }
    ++change.counters.changes;
    return truth.commit(change);
  }

  Status erase(Truth& truth, const std::string& id) {
    const std::string_view view = id;
    Change change{.counters = truth.counters()};
    change.erased.push_back({.row = truth.view()->rows_of({&view, 1})->front(), .id = id});
    --change.counters.documents;
    ++change.counters.changes;
    return truth.commit(change);
  }

  static std::map<Row, std::string> all(const Truth& truth) {
    std::map<Row, std::string> result;
    EXPECT_TRUE(truth.view()->each_record(0, [&](Row row, std::string_view bytes) -> Result<bool> {
      result[row] = *record_id(bytes);
      return true;
    }));
    return result;
  }

  conformance::ScratchFolder folder_;
};

using Rows = std::map<Row, std::string>;

TEST_F(TruthTest, WhatWasWrittenIsThereAfterOpeningAgain) {
  {
    const auto truth = open({.create = true});
    ASSERT_TRUE(put(*truth, {"a", "b", "c"}));
    ASSERT_TRUE(put(*truth, {"b"}));
    ASSERT_TRUE(erase(*truth, "c"));
  }
  const auto truth = open();
  EXPECT_EQ(all(*truth), (Rows{{0, "a"}, {3, "b"}}));
  EXPECT_EQ(truth->counters().documents, 2);
  EXPECT_EQ(truth->counters().next_row, 4);
  EXPECT_EQ(truth->counters().changes, 3);
  EXPECT_THAT(*truth->view()->erased(), ElementsAre(1, 2));
  const std::vector<std::string_view> ids = {"c", "b", "nobody"};
  EXPECT_THAT(*truth->view()->rows_of(ids), ElementsAre(kNoRow, 3, kNoRow));
  EXPECT_THAT(*truth->view()->vectors(std::vector<Row>{3, 0}), ElementsAre(3, 1, 0, 1));
  EXPECT_TRUE(truth->verify({}));
}

TEST_F(TruthTest, AViewStaysAsItWas) {
  const auto truth = open({.create = true});
  ASSERT_TRUE(put(*truth, {"a"}));
  const auto view = truth->view();
  ASSERT_TRUE(put(*truth, {"a", "b"}));
  const std::vector<std::string_view> ids = {"a", "b"};
  EXPECT_THAT(*view->rows_of(ids), ElementsAre(0, kNoRow));
  const std::vector<Row> rows = {0, 1};
  EXPECT_THAT(*view->records(rows),
              ElementsAre(Optional(encode_record("a", {}, {})), std::nullopt));
  EXPECT_THAT(*truth->view()->rows_of(ids), ElementsAre(1, 2));
}

TEST_F(TruthTest, VectorsComeInOrderAndManyAtATime) {
  const auto truth = open({.create = true});
  ASSERT_TRUE(put(*truth, {"a", "b", "c", "d", "e", "f"}));
  ASSERT_TRUE(erase(*truth, "c"));
  std::vector<std::vector<Row>> blocks;
  ASSERT_TRUE(truth->view()->each_vector(
      1, 2, [&](std::span<const Row> rows, std::span<const float> vectors) -> Status {
        EXPECT_EQ(vectors.size(), rows.size() * kDimension);
        EXPECT_EQ(vectors[0], static_cast<float>(rows[0]));
        blocks.emplace_back(rows.begin(), rows.end());
        return ok();
      }));
  EXPECT_THAT(blocks, ElementsAre(ElementsAre(1, 3), ElementsAre(4, 5)));
}

TEST_F(TruthTest, RowsAreNeverGivenOutTwiceEvenWhenTheLastWereErasedAndForgotten) {
  {
    const auto truth = open({.create = true});
    ASSERT_TRUE(put(*truth, {"a", "b"}));
    ASSERT_TRUE(erase(*truth, "b"));
    ASSERT_TRUE(truth->set_index({.folder = "index-1", .rows_below = 2}, std::vector<Row>{1}));
    ASSERT_TRUE(truth->compact({}));
  }
  const auto truth = open();
  EXPECT_EQ(truth->counters().next_row, 2);
  EXPECT_THAT(*truth->view()->erased(), ElementsAre());
  ASSERT_TRUE(truth->index());
  EXPECT_EQ(truth->index()->folder, "index-1");
  EXPECT_EQ(truth->index()->rows_below, 2);
}

TEST_F(TruthTest, ATruthThatIsOpenAlreadyIsRefusedWithItsFolder) {
  const auto truth = open({.create = true});
  const auto second = Truth::open(folder_.path("truth"), {.dimension = kDimension});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::unavailable);
  EXPECT_THAT(second.error().message, HasSubstr(folder_.path("truth")));
}

TEST_F(TruthTest, ReadersSeeAllAndWriteNothing) {
  {
    const auto truth = open({.create = true});
    ASSERT_TRUE(put(*truth, {"a"}));
  }
  const auto first = open({.read_only = true});
  const auto second = open({.read_only = true});
  EXPECT_EQ(all(*first), (Rows{{0, "a"}}));
  EXPECT_EQ(all(*second), (Rows{{0, "a"}}));
  EXPECT_TRUE(first->verify({}));
  const Status refused = put(*first, {"b"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unavailable);
}

TEST_F(TruthTest, VerifyTellsOfBrokenLinks) {
  const auto truth = open({.create = true});
  ASSERT_TRUE(put(*truth, {"a", "b"}));
  Change change{.counters = truth->counters()};
  const std::vector<float> vector = {1, 2};
  // Row 2 claims the id of row 1, which nobody erased.
  change.puts.push_back(
      {.row = 2, .id = "b", .record = encode_record("b", {}, {}), .vector = vector});
  change.counters.next_row = 3;
  change.counters.documents = 3;
  ASSERT_TRUE(truth->commit(change));
  const Status status = truth->verify({});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::corrupt);
  EXPECT_THAT(status.error().message, HasSubstr("row 1 is not the row of its id"));
}

TEST_F(TruthTest, AMissingFolderIsNotMadeWhenOpening) {
  const auto truth = Truth::open(folder_.path("nowhere"), {.dimension = kDimension});
  EXPECT_FALSE(truth);
}

}  // namespace
}  // namespace cognate::store
