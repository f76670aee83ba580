#include "text/normalizer.h"

#include <gtest/gtest.h>

namespace cognate::text {
namespace {

std::string normalized(std::string_view text, const NormalizerSwitches& switches = {}) {
  return Normalizer(switches).normalize(text);
}

constexpr NormalizerSwitches kNothing{
    .clean_text = false, .handle_chinese_chars = false, .strip_accents = false, .lowercase = false};

TEST(Normalizer, LeavesTextAloneWhenEverySwitchIsOff) {
  const std::string text = "A\t\u00c9\u200b\u4e00\uac00\u0301\u0323";
  EXPECT_EQ(normalized(text, kNothing), text);
}

TEST(Normalizer, DropsControlsAndMakesWhiteSpacePlain) {
  EXPECT_EQ(normalized("a\tb\u00a0c\u200bd\x7f\xef\xbf\xbd e"), "a b cd e");
  EXPECT_EQ(normalized(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(normalized("a\u0085\x0b z"), "a z") << "controls go, even those that are white space";
}

TEST(Normalizer, SetsIdeographsApart) {
  EXPECT_EQ(normalized("x\u4e00\u4e8cy"), "x \u4e00  \u4e8c y");
  EXPECT_EQ(normalized("\u3042\u30ab"), "\u3042\u30ab") << "kana are letters";
  EXPECT_EQ(normalized("\uf900"), " \u8c48 ") << "a compatibility ideograph is decomposed";
}

TEST(Normalizer, StripsAccentsBeforeItLowers) {
  EXPECT_EQ(normalized("\u00c9\u1ed6\u0130"), "eoi");
  EXPECT_EQ(normalized("\u0130", {.strip_accents = false}), "i\u0307") << "two characters";
  EXPECT_EQ(normalized("\u03a3\u03a3"), "\u03c3\u03c3") << "no final sigma";
}

TEST(Normalizer, KeepsCaseWhereToldTo) {
  EXPECT_EQ(normalized("\u00c9A", {.lowercase = false}), "EA");
  EXPECT_EQ(normalized("\u00c9A", {.strip_accents = false, .lowercase = false}), "\u00c9A");
}

TEST(Normalizer, PutsTheMarksThatStayIntoCanonicalOrder) {
  // U+302E (class 224) stays though it is a mark; so does U+1D165 (class 216), which goes first.
  EXPECT_EQ(normalized("a\u302e\u0301\U0001d165"), "a\U0001d165\u302e");
  EXPECT_EQ(normalized("a\u302eb\U0001d165"), "a\u302eb\U0001d165") << "a letter ends the run";
  EXPECT_EQ(normalized("a\u302e\u0903\U0001d165"), "a\u302e\u0903\U0001d165")
      << "and so does a mark of class 0";
  EXPECT_EQ(normalized("a\u302e\u0901\U0001d165"), "a\u302e\U0001d165")
      << "even one that is dropped itself";
  EXPECT_EQ(normalized("\u302e\U0001d165"), "\U0001d165\u302e") << "at the end of the text too";
}

TEST(Normalizer, TakesHangulApart) {
  EXPECT_EQ(normalized("\uac00"), "\u1100\u1161");
  EXPECT_EQ(normalized("\uac01"), "\u1100\u1161\u11a8");
  EXPECT_EQ(normalized("\ud7a3"), "\u1112\u1175\u11c2");
}

TEST(Normalizer, CountsBrokenBytesAsReplacementCharacters) {
  EXPECT_EQ(normalized("a\xff\xe2\x82z", kNothing), "a\ufffd\ufffdz");
  EXPECT_EQ(normalized("a\xffz"), "az");
}

}  // namespace
}  // namespace cognate::text
