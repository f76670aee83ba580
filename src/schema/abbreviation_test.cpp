#include "schema/abbreviation.h"

#include <gtest/gtest.h>

namespace cognate::schema {
namespace {

double bits(const char* a, const char* b) {
  return abbreviation_bits(parse_name(a), parse_name(b));
}

TEST(Abbreviation, FindsDroppedVowelsCutWordsAndInitials) {
  EXPECT_GT(bits("PostalCode", "pstlcd"), 15);
  EXPECT_GT(bits("PostalCode", "PosCo"), 12);
  EXPECT_GT(bits("customer_number", "cust_nbr"), 12);
  EXPECT_GT(bits("date of birth", "dob"), 3);
}

TEST(Abbreviation, IsTheSameBothWays) {
  EXPECT_EQ(bits("PostalCode", "pstlcd"), bits("pstlcd", "PostalCode"));
}

TEST(Abbreviation, PrefersTheNameItWasMadeOf) {
  EXPECT_GT(bits("NumberCreditCards", "NuCrCar"), bits("NumberCars", "NuCrCar"));
  EXPECT_GT(bits("NumberCars", "NumCa"), bits("NumberCreditCards", "NumCa"));
  EXPECT_GT(bits("CountryRegion ID", "CoReID"), bits("Continent ID", "CoReID"));
  EXPECT_GT(bits("Regional program (marker)", "RePr"), bits("Climate change adaptation", "RePr"));
  EXPECT_GT(bits("AgencyID", "gncd"), bits("PostalCode", "gncd"));
}

TEST(Abbreviation, ProvesLittleWithFewLetters) {
  EXPECT_LT(bits("tissue_id", "td"), 8);
  EXPECT_LT(bits("tissue_id", "td"), bits("tissue_id", "tss_d"));
}

TEST(Abbreviation, NeedsTheLettersInOrder) {
  EXPECT_EQ(bits("PostalCode", "qx"), 0);
  EXPECT_EQ(bits("abc", "cba"), 0);
  EXPECT_EQ(bits("", "abc"), 0);
  EXPECT_EQ(bits("", ""), 0);
}

TEST(Abbreviation, NeverSaysMoreThanTheLettersOfTheShortName) {
  for (const char* name : {"a", "postal_code", "pstlcd", "x1y2"}) {
    EXPECT_LE(bits(name, name), chance_bits(parse_name(name)));
  }
}

TEST(Abbreviation, ReadsVeryLongNamesInPart) {
  const std::string longest(5000, 'a');
  EXPECT_GT(bits(longest.c_str(), longest.c_str()), 0);
}

}  // namespace
}  // namespace cognate::schema
