#include "schema/name.h"

#include <gmock/gmock.h>

namespace cognate::schema {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Name, IsTheSameWordsHoweverItIsWritten) {
  for (const char* written : {"NumberOfCars", "number_of_cars", "NUMBER-OF-CARS", "number of cars",
                              "Number.Of.Cars", "numberOfCars", "__number__of  cars?"}) {
    EXPECT_THAT(parse_name(written).words, ElementsAre("number", "of", "cars")) << written;
  }
}

TEST(Name, SplitsDigitsAndRunsOfCapitals) {
  EXPECT_THAT(parse_name("HTTPCode2xx").words, ElementsAre("http", "code", "2", "xx"));
  EXPECT_THAT(parse_name("AddressLine1").words, ElementsAre("address", "line", "1"));
  EXPECT_THAT(parse_name("IDs").words, ElementsAre("i", "ds"));
}

TEST(Name, FoldsAccentsAndCaseBeyondAscii) {
  EXPECT_THAT(parse_name("Prénom_ÉLÈVE").words, ElementsAre("prenom", "eleve"));
  EXPECT_THAT(parse_name("ДатаРождения").words, ElementsAre("дата", "рождения"));
  EXPECT_THAT(parse_name("Ко\u0301д").words, ElementsAre("код"));
  EXPECT_THAT(parse_name("生年月日").words, ElementsAre("生年月日"));
}

TEST(Name, OfPunctuationOrBrokenBytesHasNoWords) {
  EXPECT_THAT(parse_name("").words, IsEmpty());
  EXPECT_THAT(parse_name("--- ?").words, IsEmpty());
  EXPECT_THAT(parse_name("\xff\xfe").words, IsEmpty());
  EXPECT_TRUE(parse_name("").grams.empty());
}

TEST(Name, LosesThePrefixThatAllNamesOfATableHave) {
  std::vector<Name> names = {parse_name("cust_id"), parse_name("cust_name"),
                             parse_name("CustCity")};
  strip_common_prefix(names);
  EXPECT_EQ(names[0].letters, "id");
  EXPECT_EQ(names[2].letters, "city");
  EXPECT_EQ(names[2].raw, "CustCity");
}

TEST(Name, LosesAPrefixOfSeveralWords) {
  std::vector<Name> names = {parse_name("erp2_id"), parse_name("erp2_name"), parse_name("erp2_x")};
  strip_common_prefix(names);
  EXPECT_EQ(names[1].letters, "name");
}

TEST(Name, KeepsAPrefixThatOneNameLacksOrConsistsOf) {
  std::vector<Name> lacking = {parse_name("cust_id"), parse_name("cust_name"), parse_name("city")};
  strip_common_prefix(lacking);
  EXPECT_EQ(lacking[0].letters, "custid");
  std::vector<Name> whole = {parse_name("cust_id"), parse_name("cust_name"), parse_name("cust")};
  strip_common_prefix(whole);
  EXPECT_EQ(whole[0].letters, "custid");
  std::vector<Name> few = {parse_name("cust_id"), parse_name("cust_name")};
  strip_common_prefix(few);
  EXPECT_EQ(few[0].letters, "custid");
}

TEST(GramDice, CountsCommonTrigramsTwice) {
  // Padded with a mark at each end, "abcd" and "abce" have 4 trigrams each, 2 in common.
  EXPECT_DOUBLE_EQ(gram_dice(parse_name("abcd"), parse_name("abce")), 0.5);
  EXPECT_DOUBLE_EQ(gram_dice(parse_name("abcd"), parse_name("AbCd")), 1);
  EXPECT_DOUBLE_EQ(gram_dice(parse_name("abcd"), parse_name("")), 0);
}

TEST(JaroWinkler, GivesThePublishedFigures) {
  // Winkler 1990 and its usual worked examples.
  EXPECT_NEAR(jaro_winkler("martha", "marhta"), 0.9611, 1e-4);
  EXPECT_NEAR(jaro_winkler("dwayne", "duane"), 0.84, 1e-4);
  EXPECT_NEAR(jaro_winkler("dixon", "dicksonx"), 0.8133, 1e-4);
  EXPECT_EQ(jaro_winkler("abc", "xyz"), 0);
  EXPECT_EQ(jaro_winkler("", "xyz"), 0);
  EXPECT_DOUBLE_EQ(jaro_winkler("same", "same"), 1);
}

}  // namespace
}  // namespace cognate::schema
