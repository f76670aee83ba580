#include "report/display.h"

#include <gtest/gtest.h>

namespace cognate::report {
namespace {

TEST(Printable, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(printable("Größe, 東京, naïve"), "Größe, 東京, naïve");
}

TEST(Printable, MakesControlCharactersVisible) {
  EXPECT_EQ(printable("a\nb\tc"), "a␊b␉c");
  EXPECT_EQ(printable("\x1b[2J"), "␛[2J");
  EXPECT_EQ(printable(std::string_view("\0\x7f", 2)), "␀␡");
  EXPECT_EQ(printable("\xC2\x9B"
                      "2J"),
            "\xEF\xBF\xBD"
            "2J")
      << "the C1 control sequence introducer";
}

TEST(Printable, ShowsBrokenUtf8ByteByByte) {
  EXPECT_EQ(printable("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(printable("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "cut in the middle";
  EXPECT_EQ(printable("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "overlong";
  EXPECT_EQ(printable("\xED\xA0\x80").find('\xED'), std::string::npos) << "surrogate";
}

TEST(Printable, TakesAwayMarksThatTurnTheDirectionOfWriting) {
  EXPECT_EQ(printable("a\u202Eb"), "a\uFFFDb");
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("é"), 1U);
  EXPECT_EQ(display_width("e\u0301"), 1U) << "a combining accent takes no column";
  EXPECT_EQ(display_width("東京"), 4U);
  EXPECT_EQ(display_width("ｶﾅ"), 2U) << "half-width";
  EXPECT_EQ(display_width("😀"), 2U);
  EXPECT_EQ(display_width("한"), 2U);
}

TEST(Cut, KeepsWhatFitsAndMarksWhatDoesNot) {
  EXPECT_EQ(cut("abcdef", 6), "abcdef");
  EXPECT_EQ(cut("abcdef", 5), "abcd…");
  EXPECT_EQ(cut("東京都", 5), "東京…");
  EXPECT_EQ(cut("東京都", 4), "東…") << "half a character is never shown";
  EXPECT_EQ(cut("abc", 1), "…");
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Cut, AccentsStayWithTheirLetter) { EXPECT_EQ(cut("ae\u0301bc", 3), "ae\u0301…"); }

TEST(Wrap, BreaksAtBlanksAndCutsTheLastLine) {
  const std::vector<std::string> whole = {"one two", "three"};
  EXPECT_EQ(wrap("one two three", 8), whole);
  const std::vector<std::string> cut_off = {"one two", "three f…"};
  EXPECT_EQ(wrap("one two three four five", 8, 2), cut_off);
  EXPECT_EQ(wrap("", 8).size(), 0U);
}

TEST(Wrap, AWordWiderThanTheLineEndsIt) {
  const std::vector<std::string> lines = {"a", "bcdefgh…"};
  EXPECT_EQ(wrap("a bcdefghijkl m", 8), lines);
}

TEST(Fit, FillsToTheWidth) {
  EXPECT_EQ(fit("ab", 4), "ab  ");
  EXPECT_EQ(fit("東", 4), "東  ");
  EXPECT_EQ(fit("東京都", 4), "東… ");
}

}  // namespace
}  // namespace cognate::report
