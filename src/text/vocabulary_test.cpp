#include "text/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace cognate::text {
namespace {

using testing::HasSubstr;

Vocabulary filled(std::initializer_list<std::string_view> tokens, std::string_view prefix = "##") {
  Vocabulary vocabulary;
  for (std::uint32_t id = 0; const auto token : tokens) {
    EXPECT_TRUE(vocabulary.add(id++, token));
  }
  EXPECT_TRUE(vocabulary.seal(prefix));
  return vocabulary;
}

TEST(Vocabulary, FindsTheLongestTokenForThePlace) {
  const Vocabulary vocabulary = filled({"a", "ab", "abcd", "##b", "##bc", "##"});
  EXPECT_EQ(vocabulary.longest("abcx", Place::start).id, 1U);
  EXPECT_EQ(vocabulary.longest("abcd", Place::start).bytes, 4U);
  EXPECT_EQ(vocabulary.longest("bcx", Place::inside).id, 4U);
  EXPECT_EQ(vocabulary.longest("bcx", Place::inside).bytes, 2U);
  EXPECT_EQ(vocabulary.longest("bcx", Place::start).bytes, 0U);
  EXPECT_EQ(vocabulary.longest("a", Place::inside).bytes, 0U);
  EXPECT_EQ(vocabulary.longest("##b", Place::start).bytes, 3U) << "the token as it is written";
}

TEST(Vocabulary, FindsEveryTokenOfManyLengths) {
  Vocabulary vocabulary;
  std::vector<std::string> tokens;
  for (std::size_t length = 1; length < 40; ++length) {
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      tokens.emplace_back(length, letter);
      tokens.back().back() = 'z';
      if (letter == 'z' || length > 1) {
        continue;
      }
      tokens.back() = std::string(1, letter);
    }
  }
  for (std::uint32_t id = 0; id < tokens.size(); ++id) {
    ASSERT_TRUE(vocabulary.add(id, tokens[id]));
  }
  ASSERT_TRUE(vocabulary.seal("##"));
  for (std::uint32_t id = 0; id < tokens.size(); ++id) {
    EXPECT_EQ(vocabulary.id_of(tokens[id]), id);
    EXPECT_EQ(vocabulary.id_of(tokens[id] + "?"), std::nullopt);
    EXPECT_EQ(vocabulary.token(id), tokens[id]);
  }
}

TEST(Vocabulary, WorksWithoutAPrefix) {
  const Vocabulary vocabulary = filled({"a", "b"}, "");
  EXPECT_EQ(vocabulary.longest("b", Place::inside).id, 1U);
}

TEST(Vocabulary, AllowsHolesAndEmptyTokens) {
  Vocabulary vocabulary;
  ASSERT_TRUE(vocabulary.add(5, "a"));
  ASSERT_TRUE(vocabulary.add(2, ""));
  ASSERT_TRUE(vocabulary.seal("##"));
  EXPECT_EQ(vocabulary.size(), 6U);
  EXPECT_EQ(vocabulary.token(0), "");
  EXPECT_EQ(vocabulary.id_of(""), std::nullopt);
}

TEST(Vocabulary, RefusesWhatClashes) {
  Vocabulary vocabulary;
  ASSERT_TRUE(vocabulary.add(1, "a"));
  const auto same_id = vocabulary.add(1, "b");
  ASSERT_FALSE(same_id);
  EXPECT_EQ(same_id.error().message, "id 1 is given to two tokens, \"a\" and \"b\"");
  ASSERT_TRUE(vocabulary.add(7, "a"));
  const auto same_text = vocabulary.seal("##");
  ASSERT_FALSE(same_text);
  EXPECT_EQ(same_text.error().message, "token \"a\" stands twice, with ids 1 and 7");
}

TEST(Vocabulary, RefusesWhatIsTooLarge) {
  Vocabulary vocabulary;
  const auto giant = vocabulary.add(std::uint64_t{1} << 40, "a");
  ASSERT_FALSE(giant);
  EXPECT_EQ(giant.error().code, Code::unsupported);
  EXPECT_THAT(giant.error().message, HasSubstr("ids up to 999999 are supported"));
  EXPECT_FALSE(vocabulary.add(1, std::string(limits::kTokenBytesMax + 1, 'a')));
  EXPECT_EQ(vocabulary.size(), 0U);
}

}  // namespace
}  // namespace cognate::text
