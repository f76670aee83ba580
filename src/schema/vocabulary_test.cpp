#include "schema/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "schema/name.h"
#include "schema/vocabulary/built_in.h"

namespace cognate::schema {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::uint64_t> concepts(std::string_view name) {
  return Vocabulary::built_in().concepts(parse_name(name).words);
}

std::vector<std::string> in_full(std::string_view name) {
  return Vocabulary::built_in().in_full(parse_name(name).words);
}

TEST(Vocabulary, ReadsAbbreviationsInFull) {
  EXPECT_THAT(in_full("cust_dob"), ElementsAre("customer", "date", "of", "birth"));
  EXPECT_THAT(in_full("land_area"), ElementsAre("land", "area"));  // "land" may be a word
}

TEST(Vocabulary, MakesSynonymsEqual) {
  for (const auto& [a, b] :
       std::vector<std::pair<std::string, std::string>>{{"customer_id", "clientKey"},
                                                        {"dob", "birth date"},
                                                        {"Surname", "last_name"},
                                                        {"zip", "PostalCode"},
                                                        {"qty", "number of units"},
                                                        {"KDNR", "client number"},
                                                        {"companies", "firm"},
                                                        {"date of purchase", "order date"}}) {
    auto left = concepts(a);
    auto right = concepts(b);
    std::vector<std::uint64_t> common;
    std::ranges::set_intersection(left, right, std::back_inserter(common));
    EXPECT_FALSE(common.empty()) << a << " and " << b;
    EXPECT_GE(2 * common.size(), std::min(left.size(), right.size())) << a << " and " << b;
  }
}

TEST(Vocabulary, KeepsOtherThingsApart) {
  EXPECT_NE(concepts("customer_name"), concepts("product_name"));
  EXPECT_NE(concepts("start_date"), concepts("end_date"));
  EXPECT_TRUE(concepts("of_the").empty());
}

TEST(Vocabulary, KnowsEveryLineOfItsOwn) {
  const auto twice = Vocabulary::with(kBuiltInVocabulary, "vocabulary.txt");
  ASSERT_TRUE(twice) << twice.error().message;
}

TEST(Vocabulary, TakesAUsersLines) {
  const auto own = Vocabulary::with("# ours\nlohnkz = wage type\nwidget, gadget\n", "own.txt");
  ASSERT_TRUE(own);
  EXPECT_THAT(own->in_full(parse_name("LOHNKZ").words), ElementsAre("wage", "type"));
  EXPECT_EQ(own->concepts(parse_name("widgets").words), own->concepts(parse_name("gadget").words));
  EXPECT_EQ(own->concepts(parse_name("dob").words), concepts("dob"));
}

TEST(Vocabulary, SaysWhichLineIsWrong) {
  const auto wrong = Vocabulary::with("a, b\n\nonly one phrase\n", "own.txt");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("own.txt:3: \"only one phrase\""));
  EXPECT_FALSE(Vocabulary::with("two words = three", "x"));
  EXPECT_FALSE(Vocabulary::with("short =", "x"));
}

}  // namespace
}  // namespace cognate::schema
