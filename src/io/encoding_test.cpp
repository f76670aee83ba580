#include "io/encoding.h"

#include <gtest/gtest.h>

#include "io/utf8.h"

namespace cognate::io {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

Encoding guess(const std::string& head) {
  const std::string_view sample = head;
  return guess_encoding(std::span(&sample, 1)).encoding;
}

TEST(Encoding, ByteOrderMarksDecide) {
  const std::string_view head =
      "\xFF\xFE"
      "a\0"sv;
  const EncodingGuess found = guess_encoding(std::span(&head, 1));
  EXPECT_EQ(found.encoding, Encoding::utf16_le);
  EXPECT_EQ(found.bom_bytes, 2U);
  EXPECT_EQ(guess("\xFE\xFF\0a"s), Encoding::utf16_be);
  EXPECT_EQ(guess("\xEF\xBB\xBF"
                  "a"s),
            Encoding::utf8);
}

TEST(Encoding, Utf16WithoutAMarkIsToldByItsNuls) {
  EXPECT_EQ(guess("a\0,\0b\0\n\0001\0,\0002\0\n\0"s), Encoding::utf16_le);
  EXPECT_EQ(guess("\0a\0,\0b\0\n\0001\0,\0002\0\n"s), Encoding::utf16_be);
  std::string chinese;  // 30 characters and a line end, again and again
  for (int i = 0; i < 40; ++i) {
    for (int k = 0; k < 30; ++k) {
      chinese += {static_cast<char>(0x10 + k), '\x4E'};
    }
    chinese += "\n\0"s;
  }
  EXPECT_EQ(guess(chinese), Encoding::utf16_le);
}

TEST(Encoding, StrayNulsMakeNoUtf16) {
  EXPECT_EQ(guess("id,name\n1,A\0nn\n2,Bob\n"s), Encoding::utf8);
  EXPECT_EQ(guess("\xD0\x9C\xD0\xB8\xD1\x80,\0\xD0\x9C\n"s), Encoding::utf8);
}

TEST(Encoding, Latin1IsToldFromUtf8) {
  EXPECT_EQ(guess("caf\xE9,na\xEFve\n"), Encoding::windows_1252);
  EXPECT_EQ(guess("caf\xC3\xA9,na\xC3\xAFve\n"), Encoding::utf8);
  EXPECT_EQ(guess("plain,ascii\n"), Encoding::utf8);
  EXPECT_EQ(guess("\xC3\xA9\xC3\xA9,one broken \xFF byte\n"), Encoding::utf8);
}

TEST(Encoding, ACharacterCutByTheEndOfTheSampleIsNoError) {
  EXPECT_EQ(guess("only one, at the end: \xC3"), Encoding::utf8);
}

TEST(Encoding, Windows1252HasItsQuotesAndTheEuro) {
  std::string text;
  append_decoded(Encoding::windows_1252, "\x93\x80\x94\xE9", text);
  EXPECT_EQ(text, "\xE2\x80\x9C\xE2\x82\xAC\xE2\x80\x9D\xC3\xA9");
  EXPECT_EQ(encoded_bytes(Encoding::windows_1252, text), 4U);
}

TEST(Encoding, SurrogatesMakeOneCharacterAndHalvesNone) {
  std::string text;
  append_decoded(Encoding::utf16_le, "\x3C\xD8\x0D\xDF"s, text);
  EXPECT_EQ(text, "\xF0\x9F\x8C\x8D");
  EXPECT_EQ(encoded_bytes(Encoding::utf16_le, text), 4U);
  text.clear();
  append_decoded(Encoding::utf16_le,
                 "\x0D\xDF"
                 "a\0b"s,
                 text);
  EXPECT_EQ(text,
            "\xFF"
            "a\xFF");
}

TEST(Encoding, WholeUnitsLeavesWhatBelongsToTheNextPiece) {
  EXPECT_EQ(whole_units(Encoding::utf16_le, "a\0b"s), 2U);
  EXPECT_EQ(whole_units(Encoding::utf16_le, "a\0\x3C\xD8"s), 2U);
  EXPECT_EQ(whole_units(Encoding::utf8, "abc"), 3U);
}

TEST(Utf8, WrongPiecesAreReplacedOneByOne) {
  const auto repaired = [](std::string_view bytes) {
    std::string out;
    append_repaired_utf8(bytes, out);
    return out;
  };
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(repaired("a\xC3(b"), "a" + mark + "(b");
  EXPECT_EQ(repaired("\xE2\x82"), mark);                               // cut short: one piece
  EXPECT_EQ(repaired("\xED\xA0\x80"), mark + mark + mark);             // a surrogate
  EXPECT_EQ(repaired("\xC0\xAF"), mark + mark);                        // too long a form
  EXPECT_EQ(repaired("\xF4\x90\x80\x80"), mark + mark + mark + mark);  // beyond U+10FFFF
  EXPECT_EQ(repaired("\xF0\x9F\x8C\x8D"), "\xF0\x9F\x8C\x8D");
}

TEST(Utf8, APrefixEndsWithAWholeCharacter) {
  EXPECT_EQ(utf8_prefix("a\xE2\x82\xAC", 3), "a");
  EXPECT_EQ(utf8_prefix("a\xE2\x82\xAC", 4), "a\xE2\x82\xAC");
  EXPECT_EQ(utf8_prefix("abc", 2), "ab");
}

TEST(Utf8, PlainAsciiHasNeitherNulsNorHighBytes) {
  for (std::size_t at = 0; at < 20; ++at) {
    std::string text(20, 'x');
    EXPECT_TRUE(is_plain_ascii(text));
    text[at] = '\0';
    EXPECT_FALSE(is_plain_ascii(text)) << at;
    text[at] = '\x80';
    EXPECT_FALSE(is_plain_ascii(text)) << at;
    text[at] = '\x01';
    EXPECT_TRUE(is_plain_ascii(text)) << at;
  }
}

}  // namespace
TEST(Utf8, TheAsciiPrefixEndsAtTheFirstHighByte) {
  for (std::size_t at = 0; at < 20; ++at) {
    std::string text(20, '\0');
    EXPECT_EQ(ascii_prefix(text), 20U);
    text[at] = '\x80';
    EXPECT_EQ(ascii_prefix(text), at);
  }
  EXPECT_EQ(ascii_prefix(""), 0U);
}

}  // namespace cognate::io
