#include "text/unicode.h"

#include <gtest/gtest.h>

#include "text/utf8.h"

namespace cognate::text {
namespace {

TEST(Unicode, KnowsWhatACharacterIs) {
  EXPECT_EQ(character(U'a').traits, 0);
  EXPECT_EQ(character(U' ').traits, kSpace);
  EXPECT_EQ(character(0x3000).traits, kSpace);
  EXPECT_EQ(character(U'-').traits, kPunctuation);
  EXPECT_EQ(character(U'$').traits, kPunctuation) << "ASCII symbols count";
  EXPECT_EQ(character(0x20AC).traits, 0) << "other symbols do not";
  EXPECT_EQ(character(0x200B).traits, kRemoved);
  EXPECT_EQ(character(0x85).traits, kRemoved | kSpace);
  EXPECT_EQ(character(0x4E00).traits, kIdeograph);
  EXPECT_EQ(character(0x301).traits, kMark);
  EXPECT_EQ(character(0xAC00).traits, kHangul);
  EXPECT_EQ(character(0x10FFFF).traits, 0) << "not assigned, so not removed";
}

TEST(Unicode, KeepsTheOldVersionsOfItsModel) {
  EXPECT_FALSE(character(0x2B820).is(kIdeograph))
      << "a slip that every such model was trained with";
  EXPECT_TRUE(character(0x2B920).is(kIdeograph));
}

TEST(Unicode, DecomposesAndLowers) {
  EXPECT_EQ(character(0x1ED6).decomposed(), U"O\u0302\u0303");
  EXPECT_EQ(character(0xC9).lowered(), U"\u00e9");
  EXPECT_EQ(character(0x130).lowered(), U"i\u0307");
  EXPECT_TRUE(character(U'a').lowered().empty());
  EXPECT_TRUE(character(U'a').decomposed().empty());
}

TEST(Unicode, RanksMarksByTheirCombiningClass) {
  EXPECT_EQ(character(U'a').mark_rank, 0);
  EXPECT_LT(0, character(0x334).mark_rank);                           // 1
  EXPECT_LT(character(0x334).mark_rank, character(0x323).mark_rank);  // 220
  EXPECT_LT(character(0x323).mark_rank, character(0x301).mark_rank);  // 230
  EXPECT_LT(character(0x301).mark_rank, character(0x345).mark_rank);  // 240
}

TEST(Utf8, ReadsBackEveryCharacter) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) {
      continue;
    }
    std::string text;
    append_utf8(c, text);
    const Decoded decoded = decode_utf8(text + "x");
    ASSERT_EQ(decoded.character, c);
    ASSERT_EQ(decoded.bytes, text.size());
  }
}

TEST(Utf8, TakesAMaximalSubpartForOneReplacement) {
  const struct {
    std::string_view text;
    std::size_t bytes;
  } rows[] = {{"\x80", 1},         {"\xc0\xaf", 1},         {"\xc3", 1},
              {"\xc3z", 1},        {"\xe0\x80\x80", 1},     {"\xe2\x82", 2},
              {"\xe2\x82z", 2},    {"\xed\xa0\x80", 1},     {"\xf0\x8f\xbf\xbf", 1},
              {"\xf0\x9f\x98", 3}, {"\xf4\x90\x80\x80", 1}, {"\xff", 1}};
  for (const auto& row : rows) {
    const Decoded decoded = decode_utf8(row.text);
    EXPECT_EQ(decoded.character, kReplacement);
    EXPECT_EQ(decoded.bytes, row.bytes) << testing::PrintToString(row.text);
  }
}

}  // namespace
}  // namespace cognate::text
