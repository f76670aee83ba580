#include "schema/signals/signals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;

/// What `signal` says of two columns that are alone in the world.
double strength(double (*signal)(const Pair&), const Column& a, const Column& b) {
  const testing::TwoTables tables({a}, {b});
  const Corpus corpus = tables.corpus();
  return signal(compare(corpus.source()[0], corpus.target()[0]));
}

const Column kCities = column("city", {"Paris", "London", "Rome", "Oslo"});
const Column kTowns = column("town", {"PARIS", " london ", "Rome", "Bern"});
const Column kCodes = column("code", {"A-1", "B-2", "C-3"});
const Column kFewer = column("n", {"1", "2", "3", "4", "5"});
const Column kMore = column("n", {"1001", "1002", "1003"});
const Column kEmpty = column("nothing", {"", ""});
const Column kNameless = column("", {"Paris"});

TEST(Signals, AnswerBetweenZeroAndOneOrKeepSilent) {
  const Column* columns[] = {&kCities, &kTowns, &kCodes, &kFewer, &kMore, &kEmpty, &kNameless};
  for (const Signal& signal : signals()) {
    for (const Column* a : columns) {
      for (const Column* b : columns) {
        const double s = strength(signal.strength, *a, *b);
        EXPECT_TRUE(s == kSilent || (s >= 0 && s <= 1)) << signal.name << " said " << s;
        EXPECT_NEAR(s, strength(signal.strength, *b, *a), 1e-9)
            << signal.name << " is not symmetric";
      }
    }
  }
}

TEST(Signals, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Signal& signal : signals()) {
    EXPECT_TRUE(names.insert(signal.name).second) << signal.name;
  }
}

TEST(Signals, AreSilentWithoutWhatTheyCompare) {
  for (const auto signal : {values_common, values_shared, values_shapes, lengths_alike,
                            characters_alike, distinctness_alike}) {
    EXPECT_EQ(strength(signal, kCities, kEmpty), kSilent);
  }
  EXPECT_EQ(strength(numbers_alike, kCities, kTowns), kSilent);
  EXPECT_EQ(strength(types_alike, kCities, kEmpty), kSilent);
  for (const auto signal :
       {name_equal, name_words, name_grams, name_spelling, name_shortened, meaning_of_names}) {
    EXPECT_EQ(strength(signal, kCities, kNameless), kSilent);
  }
}

TEST(NameSignals, KnowEqualNamesHoweverWritten) {
  const Column a = column("PostalCode", {});
  const Column b = column("postal_code", {});
  EXPECT_EQ(strength(name_equal, a, b), 1);
  EXPECT_DOUBLE_EQ(strength(name_words, a, b), 1);
  EXPECT_DOUBLE_EQ(strength(name_grams, a, b), 1);
  EXPECT_EQ(strength(name_equal, a, column("postcode", {})), 0);
}

TEST(NameSignals, KnowShortForms) {
  const Column a = column("PostalCode", {});
  EXPECT_GT(strength(name_shortened, a, column("pstlcd", {})), 0.7);
  EXPECT_EQ(strength(name_shortened, a, column("xyz", {})), 0);
  EXPECT_GT(strength(name_short_bits, a, column("pstlcd", {})),
            strength(name_short_bits, a, column("pd", {})));
}

TEST(ValueSignals, CompareValuesAsPeopleReadThem) {
  // Three of four are common but for case and spaces. All have the weight of a value that both of
  // the two columns show or that one shows.
  EXPECT_GT(strength(values_common, kCities, kTowns), 0.4);
  EXPECT_EQ(strength(values_common, kCities, kCodes), 0);
  EXPECT_GT(strength(values_shared, kCities, kTowns), 0.3);
  EXPECT_DOUBLE_EQ(strength(values_shared, kCities, kCities), 1);
}

TEST(ValueSignals, TrustOneCommonValueLessThanFour) {
  const Column one = column("a", {"Paris"});
  EXPECT_LT(strength(values_common, one, one), strength(values_common, kCities, kCities));
}

TEST(ValueSignals, SeeShapes) {
  EXPECT_EQ(strength(values_shapes, kCodes, column("c", {"Z-99", "Y-88"})), 1);
  EXPECT_EQ(strength(values_shapes, kCodes, kFewer), 0);
}

TEST(DistributionSignals, TellRangesApartWhateverTheScale) {
  EXPECT_LT(strength(numbers_alike, kFewer, kMore), 0.15);
  EXPECT_DOUBLE_EQ(strength(numbers_alike, kFewer, kFewer), 1);
  const Column shifted = column("n", {"2", "3", "4", "5", "6"});
  EXPECT_GT(strength(numbers_alike, kFewer, shifted), 0.4);
  EXPECT_EQ(strength(numbers_alike, kFewer, kCities), 0);
}

TEST(DistributionSignals, AreSilentOnListsOfAllowedValues) {
  Column listed = column("city", {"Paris", "Rome"});
  listed.cells_are_allowed_values = true;
  EXPECT_EQ(strength(distinctness_alike, kCities, listed), kSilent);
  EXPECT_EQ(strength(nulls_alike, kCities, listed), kSilent);
  EXPECT_NE(strength(values_common, kCities, listed), kSilent);
}

TEST(TypeSignal, SaysWhetherTypesGoTogether) {
  EXPECT_EQ(strength(types_alike, kFewer, kMore), 1);
  EXPECT_LT(strength(types_alike, kFewer, kCities), 0.3);
}

}  // namespace
}  // namespace cognate::schema
