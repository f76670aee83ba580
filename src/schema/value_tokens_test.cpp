#include "schema/value_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"

namespace cognate::schema {
namespace {

using ::testing::ElementsAre;

TEST(ValueTokens, KeepLettersAndDigitsTogether) {
  EXPECT_THAT(tokens_of_value("Head of pancreas"), ElementsAre("head", "of", "pancreas"));
  EXPECT_THAT(tokens_of_value("pT3 (AJCC)"), ElementsAre("pt3", "ajcc"));
  EXPECT_TRUE(tokens_of_value(" -- ").empty());
}

TEST(ValueTokens, ReadSmallRomanNumbers) {
  EXPECT_THAT(tokens_of_value("Stage IB"), ElementsAre("stage", "1b"));
  EXPECT_THAT(tokens_of_value("Stage IIIA2"), ElementsAre("stage", "3a2"));
  EXPECT_THAT(tokens_of_value("IV VI viii"), ElementsAre("4", "6", "8"));
  EXPECT_THAT(tokens_of_value("iron vital"), ElementsAre("iron", "vital"));
}

TEST(ValueTokens, HashWhatTellsSomething) {
  std::vector<std::uint64_t> words;
  add_token_hashes({"stage", "1", "x"}, words);
  EXPECT_THAT(words, ElementsAre(hash64("stage"), hash64("1")));
}

TEST(ValueTokens, HaveTrigramsWithTheirEnds) {
  std::vector<std::uint64_t> of_pt3;
  std::vector<std::uint64_t> of_t3;
  add_gram_hashes({"pt3"}, of_pt3);
  add_gram_hashes({"t3"}, of_t3);
  EXPECT_EQ(of_pt3.size(), 3U);
  EXPECT_EQ(of_t3.size(), 2U);
  EXPECT_EQ(of_pt3.back(), of_t3.back());  // "t3" at the end of both
}

}  // namespace
}  // namespace cognate::schema
