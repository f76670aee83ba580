#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/limits.h"
#include "cognate/payload.h"

namespace cognate {
namespace {

using enum Filter::Op;

Filter comparison(Filter::Op op, std::string field, std::vector<Scalar> values) {
  return {.op = op, .field = std::move(field), .values = std::move(values)};
}

TEST(FilterJson, ReadsTheFormOfMongoAndChroma) {
  const Filter nulls = comparison(lt, "nulls", {.1});
  const Filter type = comparison(eq, "type", {std::string("date")});
  EXPECT_EQ(*parse_filter_json(R"({"nulls": {"$lt": 0.1}})"), nulls);
  EXPECT_EQ(*parse_filter_json(R"({"type": "date", "nulls": {"$lt": 0.1}})"),
            (Filter{.children = {type, nulls}}));
  EXPECT_EQ(*parse_filter_json(R"({"$or": [{"type": {"$eq": "date"}}, {"nulls": {"$lt": 1e-1}}]})"),
            (Filter{.op = any_of, .children = {type, nulls}}));
  EXPECT_EQ(*parse_filter_json(R"({"rows": {"$gt": 1, "$lte": 2}})"),
            (Filter{.children = {comparison(gt, "rows", {std::int64_t{1}}),
                                 comparison(lte, "rows", {std::int64_t{2}})}}));
  EXPECT_EQ(*parse_filter_json(R"({"$not": {"tags": {"$contains": true}}})"),
            *parse_filter_json(R"({"tags": {"$not_contains": true}})"));
  EXPECT_EQ(*parse_filter_json(R"({"type": {"$in": ["date", 1]}})"),
            comparison(in, "type", {std::string("date"), std::int64_t{1}}));
  EXPECT_TRUE(parse_filter_json("{}")->passes_all());
}

TEST(FilterText, ReadsWhatPeopleType) {
  const Filter nulls = comparison(lt, "nulls", {.1});
  const Filter type = comparison(eq, "type", {std::string("date")});
  EXPECT_EQ(*parse_filter(R"(type = "date" and nulls < 0.1)"),
            (Filter{.op = all_of, .children = {type, nulls}}));
  EXPECT_EQ(*parse_filter(R"(TYPE == "date" OR NOT nulls<.1)"),
            (Filter{.op = any_of,
                    .children = {comparison(eq, "TYPE", {std::string("date")}),
                                 {.op = none_of, .children = {nulls}}}}));
  EXPECT_EQ(
      *parse_filter("`a``b` not in [1, -2.5, \"\\u00e9\\ud83d\\ude00\\n\", false]"),
      comparison(nin, "a`b", {std::int64_t{1}, -2.5, std::string("\u00e9\U0001F600\n"), false}));
  EXPECT_EQ(*parse_filter("`not` not exists"), comparison(exists, "not", {false}));
  EXPECT_EQ(*parse_filter("((a.b-c <> +3))"), comparison(ne, "a.b-c", {std::int64_t{3}}));
  EXPECT_TRUE(parse_filter("all()")->passes_all());
}

struct Wrong {
  const char* input;
  const char* message;
};

class WrongJson : public testing::TestWithParam<Wrong> {};
TEST_P(WrongJson, IsRefusedWithThePath) {
  const auto filter = parse_filter_json(GetParam().input);
  ASSERT_FALSE(filter) << GetParam().input;
  EXPECT_EQ(filter.error().code, Code::invalid_argument);
  EXPECT_EQ(filter.error().message, GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(
    All, WrongJson,
    testing::Values(
        Wrong{R"({"$and": [{"a": 1}, {"nulls": {"$lt": []}}]})",
              "filter: $and[1].nulls: $lt wants a number, a string or true or false, not a list"},
        Wrong{R"({"a": [1]})",
              "filter: a: $eq wants a number, a string or true or false, not a list ($in takes a "
              "list)"},
        Wrong{R"({"a": null})",
              "filter: a: null compares with nothing; {\"$exists\": false} asks for what is "
              "missing"},
        Wrong{R"({"a": {"$in": [1, null]}})",
              "filter: a[1]: null compares with nothing; {\"$exists\": false} asks for what is "
              "missing"},
        Wrong{R"({"a": {"$in": 1}})", "filter: a: $in wants a list, not a number"},
        Wrong{R"({"a": {"$exists": 1}})", "filter: a: $exists wants true or false"},
        Wrong{R"({"a": {"$regex": "x"}})",
              "filter: a: $regex: no such operator; there are $eq $ne $gt $gte $lt $lte $in $nin "
              "$contains $exists $not_contains"},
        Wrong{R"({"a": {}})", "filter: a: expected an operator, as {\"$lt\": 0.1}"},
        Wrong{R"({"$xor": []})", "filter: $xor: no such operator; there are $and $or $nor $not"},
        Wrong{R"({"$lt": 3})",
              "filter: $lt: stands inside of a field, as in {\"field\": {\"$lt\": ...}}"},
        Wrong{R"({"$or": {"a": 1}})", "filter: $or: expected a list of filters, not an object"},
        Wrong{R"({"$not": [1]})",
              "filter: $not: expected an object, as {\"nulls\": {\"$lt\": 0.1}}, not a list"},
        Wrong{R"([1])", "filter: expected an object, as {\"nulls\": {\"$lt\": 0.1}}, not a list"},
        Wrong{R"({"": 1})", "filter: the name of a field is empty"},
        Wrong{R"({"#x": 1})", "filter: #x: of names with # there are #id and #text only"},
        Wrong{R"({"a": 18446744073709551615})",
              "filter: a: $eq: a whole number beyond 64 bits; written with a point it is a "
              "double"}));

class WrongText : public testing::TestWithParam<Wrong> {};
TEST_P(WrongText, IsRefusedWithTheColumn) {
  const auto filter = parse_filter(GetParam().input);
  ASSERT_FALSE(filter) << GetParam().input;
  EXPECT_EQ(filter.error().code, Code::invalid_argument);
  EXPECT_EQ(filter.error().message, GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(
    All, WrongText,
    testing::Values(
        Wrong{"",
              "filter, column 1: expected the name of a field (bare, or in `backquotes`), but "
              "there is the end"},
        Wrong{"a = date",
              "filter, column 5: expected a value (\"text\", a number, true or false); a string "
              "stands in double quotes: \"date\""},
        Wrong{"a = 'date'", "filter, column 5: strings stand in double quotes"},
        Wrong{"a = 1 b", "filter, column 7: expected and, or, or the end, but there is 'b'"},
        Wrong{"(a = 1", "filter, column 7: expected and, or, or ), but there is the end"},
        Wrong{"a ~ 1", "filter, column 3: a character that means nothing here"},
        Wrong{"a is 1",
              "filter, column 3: expected one of = != < <= > >= in, not in, contains, "
              "exists, but there is 'is'"},
        Wrong{"a not = 1", "filter, column 7: expected in, contains or exists, but there is '='"},
        Wrong{"a in 1",
              "filter, column 6: expected a list in brackets, as in [1, 2], but there "
              "is '1'"},
        Wrong{"a in [1 2]", "filter, column 9: expected a comma or ], but there is '2'"},
        Wrong{"a = null",
              "filter, column 5: null compares with nothing; 'not exists' asks for what is "
              "missing"},
        Wrong{"a = 1x", "filter, column 5: '1x' is no number"},
        Wrong{"a = 1e999", "filter, column 5: a number that a double cannot hold"},
        Wrong{"a = 9223372036854775808",
              "filter, column 5: a whole number beyond 64 bits; written with a point it is a "
              "double"},
        Wrong{"\xc3\xa9\xc3\xa9 = \"x",
              "filter, column 6: the \" that closes the string is missing"},
        Wrong{"a = \"\\q\"",
              "filter, column 6: no escape of JSON; a backslash itself is written \\\\"},
        Wrong{"a = \"\\ud800\"",
              "filter, column 6: after \\u four hexadecimal digits of a character are expected"},
        Wrong{"`a = 1", "filter, column 1: the ` that closes the name is missing"},
        Wrong{"all = 1",
              "filter, column 5: expected ( after all, or `all` for a field of that "
              "name, but there is '='"},
        Wrong{"\"a\" = 1",
              "filter, column 1: expected the name of a field (bare, or in "
              "`backquotes`), but there is '\"a\"'"}));

TEST(FilterParsers, BoundDepthAndValues) {
  std::string json;
  std::string text;
  for (std::size_t i = 0; i < 100'000; ++i) {
    json += R"({"$not": )";
    text += "not ";
  }
  EXPECT_FALSE(parse_filter_json(json));
  EXPECT_EQ(parse_filter(text).error().message, "filter, column 129: deeper than 32 levels");
  std::string list = "a in [1";
  for (std::size_t i = 0; i < limits::kFilterValuesMax; ++i) {
    list += ",1";
  }
  EXPECT_FALSE(parse_filter(list + "]"));
  std::string many = R"({"a": {"$in": [1)";
  for (std::size_t i = 1; i < 100'000; ++i) {
    many += ",1";
  }
  EXPECT_EQ(parse_filter_json(many + "]}}")->values.size(), 100'000);
}

TEST(CheckFilter, RefusesWhatAProgramPutTogetherWrongly) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const std::string not_utf8 = "\xff";
  const std::vector<Filter> wrong = {
      comparison(eq, "a", {}),
      comparison(eq, "a", {true, false}),
      comparison(lt, "a", {kNan}),
      comparison(in, "a", {true, Scalar()}),
      comparison(exists, "a", {std::int64_t{1}}),
      comparison(eq, "", {true}),
      comparison(eq, "$a", {true}),
      comparison(eq, "a", {not_utf8}),
      comparison(eq, not_utf8, {true}),
      comparison(static_cast<Filter::Op>(99), "a", {true}),
      {.op = all_of, .field = "a"},
      {.op = eq, .field = "a", .values = {true}, .children = {Filter{}}},
      {.op = any_of, .children = {comparison(eq, "a", {kNan})}},
  };
  for (const Filter& filter : wrong) {
    const Status status = check_filter(filter);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, Code::invalid_argument);
  }
  EXPECT_EQ(check_filter(wrong.back()).error().message,
            "filter: $or[0].a: $eq has a number that is not finite");
}

TEST(CheckPayload, SaysWhichFieldIsWrongAndWhy) {
  const auto message = [](std::string name, Value value) {
    const Status status = check_payload({{std::move(name), std::move(value)}});
    return status ? std::string() : status.error().message;
  };
  using List = std::vector<Scalar>;
  EXPECT_EQ(message("a", std::numeric_limits<double>::infinity()),
            "payload: field 'a' holds a number that is not finite");
  EXPECT_EQ(message("a", std::string("\xff")),
            "payload: field 'a' holds a string that is not UTF-8");
  EXPECT_EQ(message("a", List{true, Scalar()}), "payload: field 'a' holds a null in a list");
  EXPECT_EQ(message("a", List{true, std::int64_t{1}}),
            "payload: field 'a' holds a list of several kinds of values");
  EXPECT_EQ(message("a", List{1.5, std::int64_t{1}}), "");
  EXPECT_EQ(message("", true), "payload: field '': its name is empty");
  EXPECT_EQ(message("#id", true), "payload: field '#id': names of fields do not begin with # or $");
  EXPECT_EQ(message(std::string(5000, 'x'), true).substr(0, 30), "payload: field 'xxxxxxxxxxxxxx");
  EXPECT_NE(message("a", std::string(limits::kPayloadBytesMax, 'x')), "");
  EXPECT_EQ(message("a", std::string(limits::kPayloadBytesMax - 100, 'x')), "");
}

}  // namespace
}  // namespace cognate
