#include "store/filter/matches.h"

#include <gtest/gtest.h>

namespace cognate::store {
namespace {

const Payload kPayload = {
    {"type", std::string("date")},
    {"nulls", .05},
    {"rows", std::int64_t{1000}},
    {"big", (std::int64_t{1} << 53) + 1},
    {"key", true},
    {"tags", std::vector<Scalar>{std::string("birth"), std::string("day")}},
    {"sizes", std::vector<Scalar>{std::int64_t{1}, 2.5}},
    {"gone", {}},
    {"empty", std::vector<Scalar>{}},
};

bool holds(std::string_view text) {
  const auto filter = parse_filter(text);
  EXPECT_TRUE(filter) << text << ": " << filter.error().message;
  return filter && matches(*filter, "people.dob", kPayload, "the customer's birth date");
}

struct Case {
  const char* text;
  bool passes;
};

class Matches : public testing::TestWithParam<Case> {};

TEST_P(Matches, AsTheContractSays) {
  EXPECT_EQ(holds(GetParam().text), GetParam().passes) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Missing, Matches,
                         testing::Values(Case{"gone = 1", false}, Case{"absent = 1", false},
                                         Case{"gone != 1", true}, Case{"absent != 1", true},
                                         Case{"absent not in [1]", true}, Case{"absent < 1", false},
                                         Case{"absent >= 1", false}, Case{"not absent < 1", true},
                                         Case{"gone exists", false}, Case{"gone not exists", true},
                                         Case{"type exists", true}, Case{"type not exists", false},
                                         Case{"empty exists", true},
                                         Case{"absent contains \"a\"", false},
                                         Case{"absent not contains \"a\"", true}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Matches,
    testing::Values(Case{"rows = 1000.0", true}, Case{"rows = 1000", true},
                    Case{"big = 9007199254740993", true}, Case{"big = 9007199254740992.0", false},
                    Case{"big > 9007199254740992.0", true}, Case{"nulls < 0.1", true},
                    Case{"nulls < 1", true}, Case{"nulls > 0", true}, Case{"nulls >= 0.05", true},
                    Case{"rows <= 999.9", false}, Case{"rows in [1, 1e3]", true}));

INSTANTIATE_TEST_SUITE_P(
    Kinds, Matches,
    testing::Values(Case{"rows = \"1000\"", false}, Case{"rows != \"1000\"", true},
                    Case{"key = 1", false}, Case{"key != 1", true}, Case{"key = true", true},
                    Case{"key > false", true}, Case{"key > 0", false}, Case{"type > 0", false},
                    Case{"type < 0", false}, Case{"type > \"data\"", true},
                    Case{"type < \"date \"", true}, Case{"type = \"Date\"", false}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Matches,
    testing::Values(Case{"tags contains \"day\"", true}, Case{"tags contains \"da\"", false},
                    Case{"tags = \"day\"", false}, Case{"tags != \"day\"", true},
                    Case{"tags in [\"day\"]", false}, Case{"tags not in [\"day\"]", true},
                    Case{"tags >= \"a\"", false}, Case{"sizes contains 1.0", true},
                    Case{"sizes contains 2.5", true}, Case{"sizes contains \"1\"", false},
                    Case{"type contains \"at\"", true}, Case{"type contains \"AT\"", false},
                    Case{"type contains \"\"", true}, Case{"rows contains 1000", false},
                    Case{"empty contains 1", false}));

INSTANTIATE_TEST_SUITE_P(
    Junctions, Matches,
    testing::Values(Case{"type in []", false}, Case{"type not in []", true}, Case{"any()", false},
                    Case{"all()", true}, Case{"none()", true},
                    Case{"type = \"date\" and nulls < 0.1", true},
                    Case{"type = \"text\" or nulls < 0.1", true},
                    Case{"type = \"text\" or nulls < 0.1 and key = false", false},
                    Case{"(type = \"text\" or nulls < 0.1) and key = true", true},
                    Case{"not (type = \"date\" and key = false)", true},
                    Case{"none(key = false, rows = 1)", true},
                    Case{"none(key = false, rows = 1000)", false}));

INSTANTIATE_TEST_SUITE_P(
    IdAndText, Matches,
    testing::Values(Case{"#id = \"people.dob\"", true}, Case{"#id in [\"a\"]", false},
                    Case{"#id contains \"people\"", true}, Case{"#id exists", true},
                    Case{"#text contains \"birth\"", true}, Case{"#text contains \"Birth\"", false},
                    Case{"#text exists", true}, Case{"#text >= \"the\"", true}));

TEST(MatchesText, ADocumentWithoutTextIsOneThatMissesIt) {
  const auto filter = parse_filter("#text not contains \"a\" and #text not exists");
  ASSERT_TRUE(filter);
  EXPECT_TRUE(matches(*filter, "a", {}, {}));
  EXPECT_FALSE(matches(*filter, "a", {}, ""));
}

}  // namespace
}  // namespace cognate::store
