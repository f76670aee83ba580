// A tokenizer written as bytes and read from them is the same tokenizer.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "text/tiny_tokenizer.h"
#include "text/tokenizer.h"

namespace cognate::text {
namespace {

using testing::HasSubstr;

/// Bytes at an address that is a multiple of 8, as in a mapped file.
class Aligned {
 public:
  explicit Aligned(std::string_view bytes) : words_(bytes.size() / 8 + 1), size_(bytes.size()) {
    std::memcpy(words_.data(), bytes.data(), size_);
  }
  std::string_view view() const { return {reinterpret_cast<const char*>(words_.data()), size_}; }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_;
};

TokenizerSpec rich_spec() {
  TokenizerSpec spec = tiny_spec();
  spec.word_characters_max = 7;
  spec.switches.strip_accents = false;
  spec.added_tokens[4].strips_left = spec.added_tokens[3].strips_right = true;
  spec.added_tokens.push_back({.content = "aE", .id = 22, .normalized = true});
  return spec;
}

std::vector<std::string> texts() {
  std::vector<std::string> made = {"", "unable orders", "x [MASK]  a [SEP] aE ae",
                                   "\xC3\xA9t\xC3\xA9"};
  std::mt19937 random(7);
  constexpr std::string_view kParts[] = {"un", "able", "a", "b",      "zurich", "order", "s", " ",
                                         "-",  "!",    "e", "\u4e00", "\u1100", "[SEP]", "aE"};
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n) {
      text += kParts[random() % std::size(kParts)];
    }
    made.push_back(text);
  }
  return made;
}

TEST(TokenizerBytes, TheTokenizerReadBackGivesTheSameIds) {
  for (const bool rich : {false, true}) {
    const auto built = Tokenizer::make(rich ? rich_spec() : tiny_spec());
    ASSERT_TRUE(built) << built.error().message;
    const Aligned bytes(built->to_bytes());
    const auto read = Tokenizer::from_bytes(bytes.view());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->vocabulary_size(), built->vocabulary_size());
    EXPECT_EQ(read->to_bytes(), bytes.view());
    std::vector<std::uint32_t> want;
    std::vector<std::uint32_t> got;
    for (const std::string& text : texts()) {
      for (const std::size_t tokens_max : {5UL, 200UL}) {
        built->encode(text, tokens_max, want);
        read->encode(text, tokens_max, got);
        ASSERT_EQ(got, want) << text;
      }
    }
    for (std::uint32_t id = 0; id < built->vocabulary_size() + 2; ++id) {
      EXPECT_EQ(read->token(id), built->token(id));
    }
  }
}

TEST(TokenizerBytes, EveryPrefixIsAnErrorAndSoIsMore) {
  const std::string whole = Tokenizer::make(rich_spec())->to_bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Aligned part(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(Tokenizer::from_bytes(part.view())) << size;
  }
  EXPECT_FALSE(Tokenizer::from_bytes(Aligned(whole + "more").view()));
}

/// Sets the 32-bit number at `offset` and expects an error with these words.
void expect_refused(std::size_t offset, std::uint32_t number, const std::string& words) {
  std::string bytes = Tokenizer::make(rich_spec())->to_bytes();
  std::memcpy(bytes.data() + offset, &number, sizeof(number));
  const Aligned aligned(bytes);
  const auto refused = Tokenizer::from_bytes(aligned.view());
  ASSERT_FALSE(refused) << "accepted, but should say: " << words;
  EXPECT_EQ(refused.error().code, Code::corrupt);
  EXPECT_THAT(refused.error().message, HasSubstr(words));
}

TEST(TokenizerBytes, NumbersThatWouldLeadOutsideAreRefused) {
  std::uint32_t vocabulary = 0;
  std::memcpy(&vocabulary, Tokenizer::make(rich_spec())->to_bytes().data() + 28, 4);
  const std::size_t spans = vocabulary + 24 + 2048;
  const std::size_t slots = spans + 8 * (kTinyTokens.size() + 1);
  expect_refused(4, 23, "ids or a length that cannot be");
  expect_refused(16, 1001, "ids or a length that cannot be");
  expect_refused(16, 0, "ids or a length that cannot be");
  expect_refused(20, 1'000'000, "the tokenizer is cut short");
  expect_refused(28, 0xFFFFFFF8, "the tokenizer is cut short");
  expect_refused(32, 23, "an added token has the id 23 of 23");
  expect_refused(40, 0xFFFFFFFF, "the tokenizer is cut short");
  expect_refused(vocabulary, 0xFFFFFFFF, "sizes are not those");
  expect_refused(vocabulary + 8, 0xFFFFFFFF, "sizes are not those");
  expect_refused(vocabulary + 12, 3, "sizes are not those");
  expect_refused(spans, 0xFFFFFFFF, "lies outside");
  expect_refused(slots + 4, 2 * 23, "leads to no token");
  expect_refused(slots + 4, 2 * 5 + 1, "leads to no token");  // "a" is shorter than "##"
}

}  // namespace
}  // namespace cognate::text
