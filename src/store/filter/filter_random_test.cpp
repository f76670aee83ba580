#include <gtest/gtest.h>

#include "store/filter/random_filter.h"

namespace cognate::store {
namespace {

TEST(FilterForms, EveryFilterComesBackEqualFromBothForms) {
  RandomFilters random(7);
  for (int round = 0; round < 20'000; ++round) {
    const Filter filter = random.filter(5);
    ASSERT_TRUE(check_filter(filter));
    const std::string json = filter_json(filter);
    const auto from_json = parse_filter_json(json);
    ASSERT_TRUE(from_json) << json << '\n' << from_json.error().message;
    ASSERT_EQ(*from_json, filter) << json;
    const std::string text = filter_text(filter);
    const auto from_text = parse_filter(text);
    ASSERT_TRUE(from_text) << text << '\n' << from_text.error().message;
    ASSERT_EQ(*from_text, filter) << text;
  }
}

TEST(FilterForms, OneThatIsAsDeepAsAllowedComesBackToo) {
  Filter filter = {.op = Filter::Op::eq, .field = "a", .values = {Scalar(true)}};
  for (int depth = 1; depth < 32; ++depth) {
    Filter outer = {.op = depth % 2 == 0 ? Filter::Op::none_of : Filter::Op::any_of};
    outer.children.assign(depth % 2 == 0 ? 1 : 2, filter);
    outer.children.resize(1);
    outer.children.push_back({.op = Filter::Op::exists, .field = "b", .values = {Scalar(true)}});
    filter = outer;
  }
  ASSERT_TRUE(check_filter(filter));
  EXPECT_EQ(*parse_filter_json(filter_json(filter)), filter);
  EXPECT_EQ(*parse_filter(filter_text(filter)), filter);
  const Filter deeper = {.op = Filter::Op::none_of, .children = {filter}};
  EXPECT_FALSE(check_filter(deeper));
  EXPECT_FALSE(parse_filter_json(filter_json(deeper)));
  EXPECT_FALSE(parse_filter(filter_text(deeper)));
}

TEST(FilterForms, RandomPayloadsAreSound) {
  RandomFilters random(8);
  for (int round = 0; round < 2'000; ++round) {
    ASSERT_TRUE(check_payload(random.payload()));
  }
}

}  // namespace
}  // namespace cognate::store
