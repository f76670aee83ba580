#include "model/batching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cognate::model {
namespace {

using testing::ElementsAre;

TEST(Batching, EqualTextsShareOneEntry) {
  const std::vector<std::string_view> requests = {"a", "b", "a", "", "b", ""};
  const Distinct result = distinct(requests);
  EXPECT_THAT(result.texts, ElementsAre("a", "b", ""));
  EXPECT_THAT(result.index, ElementsAre(0, 1, 0, 2, 1, 2));
}

TEST(Batching, CutsByTokensLongestFirstKeepingOrderOfEquals) {
  const std::vector<std::size_t> lengths = {3, 9, 3, 5, 20};
  EXPECT_THAT(cut_batches(lengths, 10),
              ElementsAre(ElementsAre(4), ElementsAre(1), ElementsAre(3, 0), ElementsAre(2)));
}

TEST(Batching, NothingGivesNoBatch) { EXPECT_TRUE(cut_batches({}, 10).empty()); }

}  // namespace
}  // namespace cognate::model
