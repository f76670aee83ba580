#include "schema/value.h"

#include <gtest/gtest.h>

namespace cognate::schema {
namespace {

std::string normalized(std::string_view cell) {
  std::string out;
  normalize_value(trimmed(cell), kind_of_value(trimmed(cell)), out);
  return out;
}

std::string shape(std::string_view cell) {
  std::string out;
  shape_of_value(cell, out);
  return out;
}

std::optional<double> number(std::string_view cell) {
  return number_of_value(cell, kind_of_value(cell));
}

TEST(Value, IsOfTheKindItLooksLike) {
  struct Row {
    const char* cell;
    ValueKind kind;
  };
  constexpr Row kRows[] = {
      {"", ValueKind::null},
      {"N/A", ValueKind::null},
      {"NULL", ValueKind::null},
      {"none", ValueKind::text},
      {"12", ValueKind::integer},
      {"-7", ValueKind::integer},
      {"1,234,567", ValueKind::integer},
      {"1,23", ValueKind::text},
      {"3.25", ValueKind::decimal},
      {"1e6", ValueKind::decimal},
      {"12.5 %", ValueKind::percent},
      {"$ 1,200.50", ValueKind::money},
      {"9.99 EUR", ValueKind::money},
      {"2024-02-29", ValueKind::date},
      {"29.2.2024", ValueKind::date},
      {"2/29/2024", ValueKind::date},
      {"29-Feb-2024", ValueKind::date},
      {"February 29, 2024", ValueKind::date},
      {"2024-02-29T12:30:00Z", ValueKind::timestamp},
      {"29.02.2024 12:30", ValueKind::timestamp},
      {"12:30", ValueKind::time},
      {"2:30 PM", ValueKind::time},
      {"ada@example.org", ValueKind::email},
      {"a b@c.d", ValueKind::text},
      {"https://example.org/x?y=1", ValueKind::url},
      {"123e4567-e89b-12d3-a456-426614174000", ValueKind::uuid},
      {"+44 20 7946 0000", ValueKind::phone},
      {"(555) 123-4567", ValueKind::phone},
      {"H5I 1Q9", ValueKind::postal_code},
      {"SW1A 1AA", ValueKind::postal_code},
      {"90210-1234", ValueKind::postal_code},
      {"CHEMBL626137", ValueKind::code},
      {"Long Beach", ValueKind::text},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(kind_of_value(row.cell), row.kind) << row.cell;
  }
}

TEST(Value, IsTrimmedOfSpacesAndQuotes) {
  EXPECT_EQ(trimmed(" ' 2709 main st. ' "), "2709 main st.");
  EXPECT_EQ(trimmed("\"\""), "");
}

TEST(Value, HasItsNumber) {
  EXPECT_EQ(number("1,234.5"), 1234.5);
  EXPECT_EQ(number("12 %"), 12);
  EXPECT_EQ(number("$ 3.50"), 3.5);
  EXPECT_EQ(number("blue"), std::nullopt);
}

TEST(Value, OfADateIsItsDay) {
  EXPECT_EQ(*number("2024-03-01") - *number("2024-02-28"), 2);
  EXPECT_EQ(number("2024-03-01"), number("2024-03-01T10:00:00"));
  EXPECT_EQ(number("31.12.1999"), number("1999-12-31"));
  EXPECT_EQ(number("99/99/9999"), std::nullopt);
}

TEST(Value, ComparesByLettersAndDigits) {
  EXPECT_EQ(normalized("Foreign Non-Profit"), normalized("foreignnonprofit"));
  EXPECT_EQ(normalized("4.0"), normalized("4"));
  EXPECT_EQ(normalized("Café"), "cafe");
  EXPECT_EQ(normalized("???"), "???");
  // Too long for a double: kept digit by digit.
  EXPECT_NE(normalized("123456789012345678901"), normalized("123456789012345678902"));
}

TEST(Value, HasAShape) {
  EXPECT_EQ(shape("AB-1234"), "L-N");
  EXPECT_EQ(shape("2709 Main St."), "N L L.");
  EXPECT_LE(shape(std::string(1000, '-') + "a-a-a-a-a-a-a-a-a-a-a-a-a-a-a").size(), 24U);
}

TEST(Value, OfAnyBytesIsRead) {
  const std::string bytes("\xff\x00\xc3", 3);
  EXPECT_EQ(kind_of_value(bytes), ValueKind::text);
  EXPECT_FALSE(normalized(bytes).empty());
  EXPECT_EQ(kind_of_value(std::string(100'000, '9')), ValueKind::text);
}

}  // namespace
}  // namespace cognate::schema
