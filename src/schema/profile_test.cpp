#include "schema/profile.h"

#include <gmock/gmock.h>

#include <array>

#include "schema/test_tables.h"

namespace cognate::schema {
namespace {

using testing::column;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ColumnType type_of(std::string name, std::initializer_list<std::string_view> cells) {
  return profile_column(column(std::move(name), cells)).type;
}

TEST(Profile, TellsTheTypeOfAColumn) {
  EXPECT_EQ(type_of("n", {"1", "2", "3"}), ColumnType::integer);
  EXPECT_EQ(type_of("n", {"1", "2.5", "3"}), ColumnType::decimal);
  EXPECT_EQ(type_of("n", {"5 %", "7 %"}), ColumnType::percentage);
  EXPECT_EQ(type_of("n", {"$5", "$7.10"}), ColumnType::money);
  EXPECT_EQ(type_of("n", {"0", "1", "1", ""}), ColumnType::flag);
  EXPECT_EQ(type_of("n", {"Yes", "no", "no"}), ColumnType::flag);
  EXPECT_EQ(type_of("n", {"2024-01-01", "2023-12-31"}), ColumnType::date);
  EXPECT_EQ(type_of("n", {"2024-01-01", "2023-12-31 10:00"}), ColumnType::timestamp);
  EXPECT_EQ(type_of("n", {"10:00", "23:59:59"}), ColumnType::time);
  EXPECT_EQ(type_of("n", {"a@b.de", "c@d.org"}), ColumnType::email);
  EXPECT_EQ(type_of("n", {"http://a.b", "https://c.d/e"}), ColumnType::url);
  EXPECT_EQ(type_of("n", {"123e4567-e89b-12d3-a456-426614174000"}), ColumnType::uuid);
  EXPECT_EQ(type_of("n", {"+1 555 123 4567", "(555) 123-4567"}), ColumnType::phone);
  EXPECT_EQ(type_of("n", {"K1A 0B1", "H5I 1Q9"}), ColumnType::postal_code);
  EXPECT_EQ(type_of("zip", {"90210", "10001"}), ColumnType::postal_code);
  EXPECT_EQ(type_of("order_id", {"17", "18", "19"}), ColumnType::identifier);
  EXPECT_EQ(type_of("n", {"A17", "B18", "C-19"}), ColumnType::code);
  EXPECT_EQ(type_of("n", {"red", "red", "blue", "red", "blue", "red", "red", "red"}),
            ColumnType::category);
  EXPECT_EQ(type_of("n", {"Ada Lovelace", "Alan Turing"}), ColumnType::short_text);
  EXPECT_EQ(type_of("n", {"a remark that goes on for quite a while"}), ColumnType::free_text);
  EXPECT_EQ(type_of("n", {}), ColumnType::unknown);
  EXPECT_EQ(type_of("n", {"", "", ""}), ColumnType::unknown);
}

TEST(Profile, BelievesTheDeclaredTypeOnlyWithoutValues) {
  Column declared = column("n", {"", ""});
  declared.declared_type = "BIGINT";
  EXPECT_EQ(profile_column(declared).type, ColumnType::integer);
  declared.cells.push("blue");
  EXPECT_EQ(profile_column(declared).type, ColumnType::short_text);
}

TEST(Profile, CountsNullsAndDistinctValues) {
  const ColumnProfile profile = profile_column(column("n", {"a", "A ", "b", "", "N/A"}));
  EXPECT_EQ(profile.rows, 5U);
  EXPECT_EQ(profile.values, 3U);
  EXPECT_EQ(profile.distinct, 2U);
  EXPECT_DOUBLE_EQ(profile.null_share(), 0.4);
  EXPECT_DOUBLE_EQ(profile.distinct_share(), 2.0 / 3);
}

TEST(Profile, HasTheRangeOfItsNumbers) {
  const ColumnProfile profile = profile_column(column("n", {"5", "1", "9"}));
  EXPECT_EQ(profile.numbers.at.front(), 1);
  EXPECT_EQ(profile.numbers.at.back(), 9);
  EXPECT_EQ(profile.numbers.at[Quantiles::kPoints / 2], 5);
  EXPECT_TRUE(profile_column(column("n", {"x", "1", "y"})).numbers.empty());
}

TEST(Profile, ListsTheMostFrequentValuesFirst) {
  const ColumnProfile profile = profile_column(column("n", {"b", "a", "b", "c", "b", "a"}));
  ASSERT_EQ(profile.frequent.size(), 3U);
  EXPECT_EQ(profile.frequent[0], std::pair(std::string("b"), std::size_t{3}));
  EXPECT_EQ(profile.frequent[1], std::pair(std::string("a"), std::size_t{2}));
}

TEST(Profile, HasTheSameQuantilesAsASortedList) {
  std::vector<double> numbers;
  for (int i = 0; i < 1000; ++i) {
    numbers.push_back((i * 7919) % 613);
  }
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}}) {
    std::vector<double> some(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(n));
    std::vector<double> in_order = some;
    std::ranges::sort(in_order);
    const Quantiles quantiles = quantiles_of(some);
    for (std::size_t i = 0; i < Quantiles::kPoints; ++i) {
      EXPECT_EQ(quantiles.at[i], in_order[i * (n - 1) / (Quantiles::kPoints - 1)]);
    }
  }
}

TEST(Profile, CountsCellsAsOftenAsTheyCome) {
  const ColumnProfile profile =
      profile_column(column("n", {"ab", "ab", "ab", "ab 12", "ab", "", "AB", "\xC3\xA9 x!"}));
  EXPECT_EQ(profile.values, 7U);
  EXPECT_EQ(profile.distinct, 3U);
  EXPECT_EQ(profile.lengths.at.front(), 2);
  EXPECT_EQ(profile.lengths.at[Quantiles::kPoints / 2], 2);
  EXPECT_EQ(profile.lengths.at.back(), 5);
  // Of 20 bytes: 11 lower, 2 upper, 2 digits, 2 spaces, 1 mark, 2 of a letter beyond ASCII.
  const std::array<float, 6> shares = {11 / 20.F, 2 / 20.F, 2 / 20.F, 2 / 20.F, 1 / 20.F, 2 / 20.F};
  EXPECT_EQ(profile.characters, shares);
  ASSERT_FALSE(profile.shapes.empty());
  EXPECT_FLOAT_EQ(std::ranges::max_element(profile.shapes, {}, &ShapeShare::share)->share, 5 / 7.F);
}

TEST(Profile, OfAnEmptyColumnIsZeroEverywhere) {
  const ColumnProfile profile = profile_column(column("", {}));
  EXPECT_EQ(profile.null_share(), 0);
  EXPECT_EQ(profile.distinct_share(), 0);
  EXPECT_THAT(profile.sampled, IsEmpty());
  EXPECT_TRUE(profile.lengths.empty());
}

TEST(Profile, StaysSmallWhateverTheColumn) {
  Column wide;
  for (int i = 0; i < 20'000; ++i) {
    wide.cells.push("value number " + std::to_string(i));
  }
  const ColumnProfile profile = profile_column(wide);
  EXPECT_EQ(profile.distinct, 20'000U);
  EXPECT_EQ(profile.value_sketch.hashes.size(), Sketch::kHashesMax);
  EXPECT_FALSE(profile.value_sketch.whole);
  EXPECT_LE(profile.frequent.size(), ColumnProfile::kFrequentMax);
}

TEST(PrioritySample, TakesFrequentValuesFirstWhereFrequenciesDifferMuch) {
  const CountedValue values[] = {{"rare", 1}, {"common", 100'000'000}, {"other", 1}};
  const auto sample = priority_sample(values, 2);
  EXPECT_EQ(sample.at(0), "common");
  EXPECT_EQ(sample.size(), 2U);
}

TEST(PrioritySample, PicksCommonValuesOnBothSides) {
  // Two samples of a hundred, half of each common: by chance 10 drawn of each share 2 or 3.
  std::vector<std::string> names;
  for (int i = 0; i < 150; ++i) {
    names.push_back("v" + std::to_string(i));
  }
  std::vector<CountedValue> a;
  std::vector<CountedValue> b;
  for (std::size_t i = 0; i < 100; ++i) {
    a.push_back({names[i], 1});
    b.push_back({names[i + 50], 1});
  }
  const auto from_a = priority_sample(a, 10);
  const auto from_b = priority_sample(b, 10);
  std::size_t common = 0;
  for (const std::string& value : from_a) {
    common += static_cast<std::size_t>(std::ranges::count(from_b, value));
  }
  EXPECT_GE(common, 3U);
}

TEST(PrioritySample, DoesNotDependOnTheOrderOfValues) {
  const CountedValue one[] = {{"a", 1}, {"b", 2}, {"c", 3}};
  const CountedValue other[] = {{"c", 3}, {"a", 1}, {"b", 2}};
  EXPECT_EQ(priority_sample(one, 2), priority_sample(other, 2));
}

TEST(TypeCompatibility, IsFullForEqualTypesAndLowForStrangers) {
  for (std::size_t i = 1; i < kColumnTypes; ++i) {
    const auto type = static_cast<ColumnType>(i);
    EXPECT_EQ(type_compatibility(type, type), 1);
    for (std::size_t j = 0; j < kColumnTypes; ++j) {
      const auto other = static_cast<ColumnType>(j);
      EXPECT_EQ(type_compatibility(type, other), type_compatibility(other, type));
      EXPECT_LE(type_compatibility(type, other), 1);
    }
    EXPECT_EQ(type_compatibility(type, ColumnType::unknown), 0.5);
    EXPECT_FALSE(type_name(type).empty());
  }
  // One book by two of its numbers, a country by its code; but no two meanings in one column.
  EXPECT_GT(type_compatibility(ColumnType::isbn, ColumnType::gtin), 0.5);
  EXPECT_GT(type_compatibility(ColumnType::country, ColumnType::country_code), 0.7);
  EXPECT_GT(type_compatibility(ColumnType::iban, ColumnType::code), 0.7);
  EXPECT_LT(type_compatibility(ColumnType::iban, ColumnType::isbn), 0.2);
  EXPECT_LT(type_compatibility(ColumnType::latitude, ColumnType::longitude), 0.2);
  EXPECT_LT(type_compatibility(ColumnType::email, ColumnType::date), 0.2);
  EXPECT_GT(type_compatibility(ColumnType::date, ColumnType::timestamp), 0.7);
}

TEST(CompatibleTypes, OfATypeBeginWithItself) {
  for (std::size_t i = 1; i < kColumnTypes; ++i) {
    const std::string_view name = type_name(static_cast<ColumnType>(i));
    ASSERT_FALSE(compatible_types(name).empty()) << name;
    EXPECT_EQ(compatible_types(name)[0], name);
  }
  EXPECT_EQ(compatible_types("email"), (std::vector<std::string_view>{"email"}));
  EXPECT_EQ(compatible_types("country")[1], "category");
  EXPECT_TRUE(compatible_types("unknown").empty());
  EXPECT_TRUE(compatible_types("no such type").empty());
}

}  // namespace
}  // namespace cognate::schema
