#include "text/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "text/tiny_tokenizer.h"

namespace cognate::text {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;

constexpr std::uint32_t kUnknown = 1, kFirst = 2, kLast = 3;

Tokenizer tiny(TokenizerSpec spec = tiny_spec()) {
  auto made = Tokenizer::make(std::move(spec));
  EXPECT_TRUE(made) << made.error().message;
  return *std::move(made);
}

/// The texts of the ids of `text`, special tokens around them left out.
std::vector<std::string> pieces(std::string_view text, const Tokenizer& tokenizer = tiny()) {
  std::vector<std::uint32_t> ids;
  tokenizer.encode(text, 256, ids);
  EXPECT_GE(ids.size(), 2U);
  EXPECT_EQ(ids.front(), kFirst);
  EXPECT_EQ(ids.back(), kLast);
  std::vector<std::string> texts;
  for (std::size_t i = 1; i + 1 < ids.size(); ++i) {
    texts.emplace_back(tokenizer.token(ids[i]));
  }
  return texts;
}

TEST(Tokenizer, PutsOnlyTheSpecialTokensAroundAnEmptyText) {
  std::vector<std::uint32_t> ids{7, 7, 7};
  tiny().encode("", 256, ids);
  EXPECT_THAT(ids, ElementsAre(kFirst, kLast));
  tiny().encode(" \t\r\n\u3000", 256, ids);
  EXPECT_THAT(ids, ElementsAre(kFirst, kLast));
}

TEST(Tokenizer, CutsAWordIntoItsLongestPieces) {
  EXPECT_THAT(pieces("unable"), ElementsAre("un", "##able"));
  EXPECT_THAT(pieces("unabs"), ElementsAre("un", "##ab", "##s"));
  EXPECT_THAT(pieces("orders id"), ElementsAre("order", "##s", "id"));
}

TEST(Tokenizer, MakesAWordUnknownWhenOneOfItsPartsIs) {
  EXPECT_THAT(pieces("unablex id"), ElementsAre("[UNK]", "id"));
  EXPECT_THAT(pieces("xun"), ElementsAre("[UNK]"));
}

TEST(Tokenizer, MakesAWordOfMoreThanAHundredCharactersUnknown) {
  EXPECT_EQ(pieces(std::string(100, 'a')).size(), 100U);
  EXPECT_THAT(pieces(std::string(101, 'a') + " id"), ElementsAre("[UNK]", "id"));
  std::string jamo;
  for (int i = 0; i < 51; ++i) {
    jamo += "\uac00";  // two characters each once decomposed
  }
  EXPECT_THAT(pieces(jamo), ElementsAre("[UNK]"));
}

TEST(Tokenizer, FindsSpecialTokensInTheRawTextOnly) {
  EXPECT_THAT(pieces("id[SEP]id"), ElementsAre("id", "[SEP]", "id"));
  EXPECT_THAT(pieces("[sep]"), ElementsAre("[UNK]", "[UNK]", "[UNK]"));
  EXPECT_THAT(pieces("[SEP\u200b]"), ElementsAre("[UNK]", "[UNK]", "[UNK]"));
  EXPECT_THAT(pieces("[[MASK]]"), ElementsAre("[UNK]", "[MASK]", "[UNK]"));
}

TEST(Tokenizer, NormalizesBeforeItCuts) {
  EXPECT_THAT(pieces("Z\u00fcrich ZU\u0308RICH"), ElementsAre("zurich", "zurich"));
  EXPECT_THAT(pieces("i\u200bd"), ElementsAre("id"));
  EXPECT_THAT(pieces("a\u4e00b"), ElementsAre("a", "\u4e00", "b"));
  EXPECT_THAT(pieces("\uac00"), ElementsAre("\u1100", "##\u1161"));
  EXPECT_THAT(pieces("a-b!"), ElementsAre("a", "-", "b", "!"));
}

TEST(Tokenizer, CutsOnTheRightAndKeepsTheLastToken) {
  std::vector<std::uint32_t> all, ids;
  tiny().encode("unabs id [SEP] order!", 256, all);
  for (std::size_t tokens_max = 2; tokens_max < all.size(); ++tokens_max) {
    tiny().encode("unabs id [SEP] order!", tokens_max, ids);
    auto wanted = all;
    wanted.resize(tokens_max - 1);
    wanted.push_back(kLast);
    EXPECT_THAT(ids, ElementsAreArray(wanted));
  }
}

TEST(Tokenizer, CountsBrokenBytesAsReplacementCharacters) {
  EXPECT_THAT(pieces("i\xff\xc3\xe2\x82 d\xf0\x9f\x98"), ElementsAre("[UNK]", "[UNK]"));
  EXPECT_THAT(pieces("i\xff"
                     "d"),
              ElementsAre("id"))
      << "cleaning drops U+FFFD";
  auto spec = tiny_spec();
  spec.switches.clean_text = false;
  ASSERT_TRUE(spec.vocabulary.add(40, "\ufffd"));
  ASSERT_TRUE(spec.vocabulary.add(41, "##\ufffd"));
  const Tokenizer keeps = tiny(std::move(spec));
  EXPECT_EQ(pieces("\xe2\x82", keeps).size(), 1U) << "one for a maximal subpart";
  EXPECT_EQ(pieces("\xed\xa0\x80", keeps).size(), 3U) << "a surrogate has none";
  EXPECT_EQ(pieces("\xf4\x90\x80\x80", keeps).size(), 4U) << "past U+10FFFF";
  EXPECT_EQ(pieces("\xc0\x80", keeps).size(), 2U) << "an overlong form";
}

TEST(Tokenizer, GivesTokensTheirTexts) {
  const Tokenizer tokenizer = tiny();
  EXPECT_EQ(tokenizer.vocabulary_size(), kTinyTokens.size());
  EXPECT_EQ(tokenizer.token(kUnknown), "[UNK]");
  EXPECT_EQ(tokenizer.token(22), "");
  EXPECT_EQ(tokenizer.token(0xFFFFFFFF), "");
}

TEST(Tokenizer, FindsAddedTokensThatTheModelHasNoWordFor) {
  auto spec = tiny_spec();
  spec.added_tokens.push_back({.content = "Qty\u00c9", .id = 22, .normalized = true});
  spec.added_tokens.push_back({.content = "RAW", .id = 23, .strips_left = true});
  const Tokenizer tokenizer = tiny(std::move(spec));
  EXPECT_EQ(tokenizer.vocabulary_size(), 24U);
  EXPECT_THAT(pieces("a QTYE\u0301b", tokenizer), ElementsAre("a", "Qty\u00c9", "b"));
  EXPECT_THAT(pieces("a \u3000RAW raw", tokenizer), ElementsAre("a", "RAW", "[UNK]"));
}

TEST(Tokenizer, RefusesAVocabularyWithoutItsSpecialTokens) {
  for (std::string TokenizerSpec::*token :
       {&TokenizerSpec::unknown_token, &TokenizerSpec::first_token, &TokenizerSpec::last_token}) {
    auto spec = tiny_spec();
    spec.*token = "<none>";
    const auto made = Tokenizer::make(std::move(spec));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Code::corrupt);
    EXPECT_THAT(made.error().message, HasSubstr("\"<none>\" is not among the 22 tokens"));
  }
}

TEST(Tokenizer, RefusesAnAddedTokenWithAnotherId) {
  auto spec = tiny_spec();
  spec.added_tokens[0].id = 5;
  const auto made = Tokenizer::make(std::move(spec));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "the added token \"[PAD]\" has id 5; it must be 0");
}

TEST(Tokenizer, EncodesFromManyThreadsAtOnce) {
  const Tokenizer tokenizer = tiny();
  std::vector<std::uint32_t> wanted;
  tokenizer.encode("Z\u00fcrich unabs [SEP] \u302e\u0301", 256, wanted);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      std::vector<std::uint32_t> ids;
      for (int round = 0; round < 1000; ++round) {
        tokenizer.encode("Z\u00fcrich unabs [SEP] \u302e\u0301", 256, ids);
        ASSERT_EQ(ids, wanted);
      }
    });
  }
}

}  // namespace
}  // namespace cognate::text
