#include "schema/semantic_type.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "schema/profile.h"
#include "schema/semantic/cell_tests.h"
#include "schema/semantic/checksums.h"
#include "schema/semantic/word_lists.h"
#include "schema/value.h"

namespace cognate::schema {
namespace {

/// A line of columns.txt: the type, the name, the cells.
std::vector<std::string> parts_of(const std::string& line) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin != std::string::npos) {
    const std::size_t bar = line.find('|', begin);
    parts.emplace_back(trimmed(std::string_view(line).substr(begin, bar - begin)));
    begin = bar == std::string::npos ? bar : bar + 1;
  }
  return parts;
}

std::vector<std::vector<std::string>> listed_columns() {
  std::ifstream file(COGNATE_SOURCE_DIR "/tests/types/columns.txt");
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') {
      out.push_back(parts_of(line));
    }
  }
  return out;
}

ColumnProfile profile_of(const std::vector<std::string>& line) {
  Column column;
  column.name = line.at(1);
  for (std::size_t i = 2; i < line.size(); ++i) {
    column.cells.push(line[i]);
  }
  return profile_column(column);
}

ColumnType told(std::vector<std::string_view> cells, std::string_view name = "x") {
  return semantic_type_of(cells, parse_name(name));
}

TEST(SemanticType, OfEachListedColumnIsTold) {
  const auto lines = listed_columns();
  ASSERT_GT(lines.size(), 80U);
  for (const auto& line : lines) {
    EXPECT_EQ(type_name(profile_of(line).type), line.at(0)) << line.at(1) << ": " << line.back();
  }
}

TEST(SemanticType, EachIsListedOnce) {
  std::set<ColumnType> rows;
  for (const SemanticRow& row : semantic_rows()) {
    EXPECT_TRUE(rows.insert(row.type).second) << type_name(row.type);
    EXPECT_GE(row.type, ColumnType::iban);
  }
  EXPECT_EQ(rows.size(), kSemanticTypes);
  std::set<std::string> tried;
  for (const auto& line : listed_columns()) {
    tried.insert(line.at(0));
  }
  for (const SemanticRow& row : semantic_rows()) {
    EXPECT_TRUE(tried.contains(std::string(type_name(row.type)))) << type_name(row.type);
  }
}

TEST(SemanticType, SurvivesAStrayCellInTenButNotTwoInFive) {
  EXPECT_EQ(told({"DEU", "FRA", "USA", "GBR", "n.n."}), ColumnType::country_code);
  EXPECT_EQ(told({"DEU", "FRA", "USA", "??", "n.n."}), ColumnType::unknown);
  EXPECT_EQ(told({"DEU", "FRA", "??"}), ColumnType::unknown);
}

TEST(SemanticType, TakesNoNameForProof) {
  EXPECT_EQ(told({"red", "blue"}, "isbn"), ColumnType::unknown);
  EXPECT_EQ(told({}, "isbn"), ColumnType::unknown);
  EXPECT_EQ(told({"unknown"}, "gender"), ColumnType::unknown);
}

TEST(SemanticType, OfTwoThatFitIsTheLikelierOne) {
  EXPECT_EQ(told({"CA", "DE", "IN", "ID"}), ColumnType::state);
  EXPECT_EQ(told({"CA", "DE", "IN", "ID"}, "country"), ColumnType::country_code);
  EXPECT_EQ(told({"9783161484100", "9780306406157"}), ColumnType::isbn);
}

TEST(SemanticType, TestsTakeAnyBytes) {
  const std::string bytes("\xff\xfe\x00\x80|/:.-", 9);
  const std::vector<std::string> cells = {"a",
                                          "0",
                                          "/",
                                          ":",
                                          "::",
                                          "P",
                                          "{",
                                          "[",
                                          "#",
                                          ".",
                                          "Q",
                                          "QQ",
                                          "v",
                                          "(",
                                          "()",
                                          "1.",
                                          "ENS",
                                          "10.",
                                          " ",
                                          bytes,
                                          std::string(5000, '9'),
                                          std::string(5000, 'A'),
                                          std::string(5000, ':')};
  for (const SemanticRow& row : semantic_rows()) {
    for (const std::string& cell : cells) {
      EXPECT_LE(row.bits(cell), 12) << type_name(row.type);
    }
  }
}

TEST(Checksums, RefuseOneWrongDigit) {
  struct Row {
    bool (*holds)(std::string_view);
    std::string text;
  };
  const std::vector<Row> rows = {
      {has_luhn_digit, "4111111111111111"},
      {has_gs1_digit, "4006381333931"},
      {has_mod11_digit, "0306406152"},
      {has_mod11_digit, "03178471"},
      {has_mod11_2_digit, "0000000218250097"},
      {has_cas_digit, "7732185"},
      {has_vin_digit, "1M8GDM9AXKP042788"},
      {has_luhn_digit_of_letters, "US0378331005"},
      {is_one_mod97, "3214282912345698765432161182"},
  };
  for (const auto& [holds, text] : rows) {
    EXPECT_TRUE(holds(text)) << text;
    std::string wrong = text;
    wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
    EXPECT_FALSE(holds(wrong)) << wrong;
    EXPECT_FALSE(holds("")) << text;
    EXPECT_FALSE(holds("-")) << text;
  }
}

TEST(WordLists, AreReadWhole) {
  const std::vector<std::pair<WordList, std::string_view>> lasts = {
      {WordList::country_codes, "ZWE"}, {WordList::countries, "Zimbabwe"},
      {WordList::currencies, "zwg"},    {WordList::language_codes, "zu"},
      {WordList::languages, "zulu"},    {WordList::states, "Wyoming"},
      {WordList::months, "Septiembre"}, {WordList::weekdays, "WEDNESDAY"},
      {WordList::sexes, "woman"},       {WordList::other_sexes, "x"},
      {WordList::given_names, "Yusuf"}, {WordList::genes, "ZRSR2"},
      {WordList::zone_areas, "US"},     {WordList::media_types, "video"}};
  ASSERT_EQ(lasts.size(), static_cast<std::size_t>(WordList::count));
  for (const auto& [list, word] : lasts) {
    EXPECT_TRUE(is_listed(list, word)) << word;
    EXPECT_FALSE(is_listed(list, "")) << word;
    EXPECT_FALSE(is_listed(list, "no such word")) << word;
  }
  EXPECT_TRUE(is_listed(WordList::countries, "CÔTE D'IVOIRE"));
  EXPECT_TRUE(is_listed(WordList::given_names, "Jürgen"));
}

}  // namespace
}  // namespace cognate::schema
