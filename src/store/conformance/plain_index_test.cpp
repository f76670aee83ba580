#include "store/conformance/plain_index.h"

#include <gtest/gtest.h>

#include "base/faulty_file_system.h"

namespace cognate::store::conformance {
namespace {

class PlainIndex : public ::testing::Test {
 protected:
  static IndexSetup setup() {
    return {.spec = {.path = "x", .dimension = 2, .metric = Metric::l2}, .threads = 1};
  }

  std::vector<Neighbour> search(VectorIndex& index, const IndexQuery& query) {
    std::vector<std::vector<Neighbour>> answers(1);
    EXPECT_TRUE(index.search(std::span(&query, 1), answers, {}));
    return answers[0];
  }

  const std::vector<Row> rows_ = {3, 4, 70};
  const std::vector<float> vectors_ = {0, 0, 0, 2, 0, -2};
};

TEST_F(PlainIndex, TheNearestComeFirstAndOfEqualDistancesTheLowerRow) {
  const auto index = *kPlainBackend.make(setup());
  ASSERT_TRUE(index->add(rows_, vectors_));
  const std::vector<float> middle = {0, 0};
  EXPECT_EQ(search(*index, {.vector = middle, .k = 9}),
            (std::vector<Neighbour>{{3, 0}, {4, 4}, {70, 4}}));
  EXPECT_EQ(search(*index, {.vector = middle, .k = 1}), (std::vector<Neighbour>{{3, 0}}));
}

TEST_F(PlainIndex, OnlyRowsOfTheMaskAndNoErasedOnesAreFound) {
  const auto index = *kPlainBackend.make(setup());
  ASSERT_TRUE(index->add(rows_, vectors_));
  const std::vector<std::uint64_t> words = {1U << 3 | 1U << 4, 1U << 6};
  const RowMask mask{.words = words, .count = 3};
  const std::vector<Row> gone = {4, 1000};
  index->erase(gone);
  const std::vector<float> middle = {0, 0};
  EXPECT_EQ(search(*index, {.vector = middle, .allowed = &mask}),
            (std::vector<Neighbour>{{3, 0}, {70, 4}}));
}

TEST_F(PlainIndex, WhatItSavedIsTheSameWhenLoadedAndAnyChangedByteIsTold) {
  FaultyFileSystem files;
  const auto index = *kPlainBackend.make(setup());
  ASSERT_TRUE(index->add(rows_, vectors_));
  ASSERT_TRUE(index->save(files, "folder"));
  const auto again = kPlainBackend.load(setup(), files, "folder");
  ASSERT_TRUE(again);
  const std::vector<float> above = {0, 3};
  EXPECT_EQ(search(**again, {.vector = above}), search(*index, {.vector = above}));
  const std::string bytes = files.files().at("folder/plain");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    files.put("folder/plain", changed);
    EXPECT_FALSE(kPlainBackend.load(setup(), files, "folder")) << at;
  }
}

}  // namespace
}  // namespace cognate::store::conformance
