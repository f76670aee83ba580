// Which words go before a text.

#include <gtest/gtest.h>

#include "cognate/embedder.h"

namespace cognate {
namespace {

EmbedderInfo model_with(std::vector<Prompt> prompts, std::string default_prompt = "") {
  EmbedderInfo info;
  info.prompts = std::move(prompts);
  info.default_prompt = std::move(default_prompt);
  return info;
}

std::string_view words(const EmbedderInfo& info, Role role) {
  return prompt_of(info, {.role = role});
}

TEST(Prompt, IsNoneWhereTheModelHasNone) {
  const EmbedderInfo info;
  for (const Role role : {Role::plain, Role::passage, Role::query}) {
    EXPECT_EQ(words(info, role), "");
  }
}

TEST(Prompt, GoesByTheRole) {
  const auto info = model_with({{"query", "query: "}, {"passage", "passage: "}});
  EXPECT_EQ(words(info, Role::query), "query: ");
  EXPECT_EQ(words(info, Role::passage), "passage: ");
  EXPECT_EQ(words(info, Role::plain), "");
}

TEST(Prompt, OfAPassageIsTheFirstWithWords) {
  EXPECT_EQ(words(model_with({{"passage", "p"}, {"document", "d"}}), Role::passage), "d");
  EXPECT_EQ(words(model_with({{"passage", "p"}, {"document", ""}}), Role::passage), "p");
  EXPECT_EQ(words(model_with({{"corpus", "c"}}), Role::passage), "c");
}

TEST(Prompt, WithoutARoleIsTheDefaultOne) {
  const auto info = model_with({{"query", "q"}, {"sts", "same: "}}, "sts");
  EXPECT_EQ(words(info, Role::plain), "same: ");
  EXPECT_EQ(words(info, Role::query), "q");
  EXPECT_EQ(words(info, Role::passage), "") << "a role never falls back to the default";
}

TEST(Prompt, OfTheOptionsWinsEvenWhenEmpty) {
  const auto info = model_with({{"query", "query: "}}, "query");
  const auto with = [&](const std::string& prompt) {
    return std::string(prompt_of(info, {.role = Role::query, .prompt = prompt}));
  };
  EXPECT_EQ(with("find: "), "find: ");
  EXPECT_EQ(with(""), "");
}

}  // namespace
}  // namespace cognate
