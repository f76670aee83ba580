#include "text/added_tokens.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cognate::text {
namespace {

using testing::ElementsAre;

/// Parts as they are, tokens as "<id>".
std::vector<std::string> split(std::vector<AddedToken> tokens, std::string_view text,
                               std::size_t count_max = 100) {
  const auto made = AddedTokens::make(std::move(tokens));
  EXPECT_TRUE(made);
  std::vector<std::string> seen;
  made->split(
      text,
      [&](std::string_view part) {
        seen.emplace_back(part);
        return seen.size() < count_max;
      },
      [&](std::uint32_t id) {
        seen.push_back(fmt::format("<{}>", id));
        return seen.size() < count_max;
      });
  return seen;
}

AddedToken token(std::string content, std::uint32_t id, bool left = false, bool right = false) {
  return {.content = std::move(content), .id = id, .strips_left = left, .strips_right = right};
}

TEST(AddedTokens, SplitTheTextAroundThem) {
  EXPECT_THAT(split({token("[A]", 1)}, "x[A]y"), ElementsAre("x", "<1>", "y"));
  EXPECT_THAT(split({token("[A]", 1)}, "[A][A]"), ElementsAre("<1>", "<1>"));
  EXPECT_THAT(split({token("[A]", 1)}, "[[A"), ElementsAre("[[A"));
  EXPECT_THAT(split({token("[A]", 1)}, ""), ElementsAre());
  EXPECT_THAT(split({}, "text"), ElementsAre("text"));
}

TEST(AddedTokens, TakeTheLeftmostAndThenTheLongest) {
  const std::vector<AddedToken> tokens{token("ab", 1), token("abc", 2), token("bcd", 3)};
  EXPECT_THAT(split(tokens, "abcd"), ElementsAre("<2>", "d"));
  EXPECT_THAT(split(tokens, "xbcd"), ElementsAre("x", "<3>"));
  EXPECT_THAT(split(tokens, "abd"), ElementsAre("<1>", "d"));
}

TEST(AddedTokens, TakeTheWhiteSpaceBesideThem) {
  EXPECT_THAT(split({token("#", 1, true)}, "x \u3000#  y"), ElementsAre("x", "<1>", "  y"));
  EXPECT_THAT(split({token("#", 1, false, true)}, "x #\u2003\n y"), ElementsAre("x ", "<1>", "y"));
  EXPECT_THAT(split({token("#", 1, true, true)}, " # # "), ElementsAre("<1>", "<1>"));
  EXPECT_THAT(split({token("#", 1, true)}, "\xe3\x80#"), ElementsAre("\xe3\x80", "<1>"))
      << "half a character is no white space";
}

TEST(AddedTokens, StopWhenToldTo) {
  EXPECT_THAT(split({token("#", 1)}, "a#b#c", 1), ElementsAre("a"));
  EXPECT_THAT(split({token("#", 1)}, "a#b#c", 2), ElementsAre("a", "<1>"));
}

TEST(AddedTokens, RefuseEmptyAndEqualOnes) {
  const auto empty = AddedTokens::make({token("", 4)});
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().message, "the added token with id 4 is empty");
  const auto equal = AddedTokens::make({token("a", 4), token("a", 5)});
  ASSERT_FALSE(equal);
  EXPECT_EQ(equal.error().message, "the added token \"a\" stands twice");
}

}  // namespace
}  // namespace cognate::text
