// SQL files: each file of tests/ddl holds SQL and, behind a line "==== expect", what is to be read
// in it. Beside them what such a file cannot show.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "io/ddl/parser.h"
#include "io/test_tables.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kMark = "==== expect\n";

std::vector<std::string> case_files() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(COGNATE_SOURCE_DIR "/tests/ddl")) {
    paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// One line for a column: name | type | what else is declared, in the order below.
std::string line_of(const Column& column) {
  std::string line = "  " + column.name + " | " + column.declared_type;
  const auto add = [&](bool there, const std::string& what) { line += there ? " | " + what : ""; };
  add(column.primary_key, "key");
  add(column.unique, "unique");
  add(!column.nullable, "not null");
  add(column.generated, "generated");
  add(!column.references.empty(), "-> " + column.references);
  std::string cells;
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    cells += row > 0 ? ", " : "";
    cells += column.cells.is_null(row) ? "<null>" : std::string(column.cells[row]);
  }
  add(!cells.empty(), (column.cells_are_allowed_values ? "one of " : "rows ") + cells);
  add(!column.description.empty(), '"' + column.description + '"');
  return line + '\n';
}

std::string rendered(FileSystem& fs) {
  auto source = open_source(fs, "/t.sql");
  if (!source) {
    return "error " + source.error().message + '\n';
  }
  std::string text;
  std::vector<Problem> problems;
  const auto names = (*source)->tables();
  for (const std::string& name : *names) {
    const auto table = (*source)->sample(name, {});
    if (!table) {
      return "error " + table.error().message + '\n';
    }
    text += "table " + name;
    text += table->description.empty() ? "\n" : " \"" + table->description + "\"\n";
    for (const Column& column : table->columns) {
      text += line_of(column);
    }
    problems = table->problems;
  }
  for (const Problem& problem : problems) {
    text += fmt::format("problem line {}: {}\n", problem.line, problem.message);
  }
  return text;
}

class DdlFile : public testing::TestWithParam<std::string> {};

TEST_P(DdlFile, GivesWhatItsExpectationSays) {
  const std::string text = read_whole(GetParam());
  const std::size_t mark = text.find(kMark);
  ASSERT_NE(mark, std::string::npos) << GetParam();
  FaultyFileSystem fs;
  fs.put("/t.sql", text.substr(0, mark));
  EXPECT_EQ(rendered(fs), text.substr(mark + kMark.size())) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Ddl, DdlFile, testing::ValuesIn(case_files()), [](const auto& file) {
  return std::filesystem::path(file.param).stem().string();
});

Result<Table> read_sql(const std::string& content, const std::string& table,
                       const SampleOptions& options = {}) {
  FaultyFileSystem fs;
  fs.put("/t.sql", content);
  TRY(auto source, open_source(fs, "/t.sql"));
  return source->sample(table, options);
}

TEST(Ddl, AWrongStatementIsAnErrorWhenStrict) {
  const std::string sql = "CREATE TABLE a (x int,,);\nCREATE TABLE b (y int);\n";
  const auto strict = read_sql(sql, "b", {.strict = true});
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, Code::corrupt);
  EXPECT_EQ(strict.error().message,
            "/t.sql: line 1: column 23: expected the name of a column, found \",\"");
  const auto lenient = read_sql(sql, "b");
  ASSERT_TRUE(lenient) << message_of(lenient);
  EXPECT_EQ(lenient->problem_count, 1U);
}

TEST(Ddl, ColumnsOfAMessageCountCharactersNotBytes) {
  const auto table = read_sql("CREATE TABLE \"Größe\" (x int y);", "a");
  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().message, HasSubstr("line 1: column 29: "));
}

TEST(Ddl, AFileWithoutATableSaysSo) {
  const auto table = read_sql("SELECT 1;\nDROP TABLE x;\n", "x");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message, "/t.sql: no CREATE TABLE in this file");
}

TEST(Ddl, ABinaryFileIsRefusedAsNoText) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) {
    bytes.push_back(static_cast<char>(i * 7));
  }
  const auto table = read_sql(bytes, "x");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::corrupt);
  EXPECT_THAT(table.error().message, HasSubstr("not a text file"));
}

TEST(Ddl, ScriptsInUtf16AreRead) {
  const std::string plain = "CREATE TABLE [dbo].[Straße] ([Id] int NOT NULL)\r\nGO\r\n";
  std::string utf16 = "\xFF\xFE";
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const bool sharp_s = plain.compare(i, 2, "\xC3\x9F") == 0;
    utf16.push_back(sharp_s ? '\xDF' : plain[i]);
    utf16.push_back('\0');
    i += sharp_s ? 1 : 0;
  }
  const auto table = read_sql(utf16, "dbo.Straße");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(names_of(*table), ElementsAre("Id"));
}

TEST(Ddl, BrokenUtf8InNamesAndCommentsIsRepaired) {
  const auto table = read_sql(
      "CREATE TABLE t (\"a\xFF\" text COMMENT 'x\xC3');\n-- \xE4\xF6\xFC gr\xFC\xDF\n", "t");
  ASSERT_TRUE(table) << message_of(table);
  std::string unchanged;
  for (const std::string& text : {table->columns[0].name, table->columns[0].description}) {
    EXPECT_EQ(append_repaired_utf8(text, unchanged), 0U) << text;
  }
}

TEST(Ddl, RowsOfManyInsertsAreSpreadOverTheFile) {
  std::string sql = "CREATE TABLE t (x int);\n";
  for (int i = 0; i < 1000; ++i) {
    sql += fmt::format("INSERT INTO t VALUES ({});\n", i);
  }
  const auto table = read_sql(sql, "t", {.rows_max = 10});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_sampled, 10U);
  EXPECT_FALSE(table->rows_total.has_value());
  EXPECT_THAT(cells_of(*table, 0),
              ElementsAre("99", "199", "299", "399", "499", "599", "699", "799", "899", "999"));
}

TEST(Ddl, RowsOfALongCopyAreSpreadOverIt) {
  std::string sql = "CREATE TABLE t (x int);\nCOPY t (x) FROM stdin;\n";
  for (int i = 0; i < 100'000; ++i) {
    sql += fmt::format("{}\n", i);
  }
  sql += "\\.\nCREATE TABLE u (y int);\n";
  const auto table = read_sql(sql, "t", {.rows_max = 640});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_sampled, 640U);
  EXPECT_EQ(table->problem_count, 0U);
  const auto cells = cells_of(*table, 0);
  EXPECT_EQ(cells.front(), "0");
  EXPECT_GT(cells.back().size(), 4U) << cells.back();
}

TEST(Ddl, TheSampleKeepsToItsBytes) {
  std::string sql =
      "CREATE TABLE t (x text);\nINSERT INTO t VALUES ('" + std::string(5000, 'a') + "')";
  for (int i = 0; i < 100; ++i) {
    sql += ",\n('" + std::string(100, 'b') + "')";
  }
  const auto table = read_sql(sql + ";\n", "t", {.bytes_max = 3000});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->columns[0].cells[0].size(), limits::kCellBytesKept);
  EXPECT_GT(table->rows_sampled, 10U);
  EXPECT_LT(table->rows_sampled, 21U);
}

TEST(Ddl, AQuoteNeverClosedCostsOneStatement) {
  const auto table = read_sql(
      "CREATE TABLE a (x text DEFAULT 'oops);\nCREATE TABLE b (y int);\nCREATE TABLE c (z int);\n",
      "c");
  ASSERT_TRUE(table) << message_of(table);
  ASSERT_EQ(table->problems.size(), 1U);
  EXPECT_EQ(table->problems[0].line, 1U);
  EXPECT_EQ(table->problems[0].message, "column 32: the quote that opens here is never closed");
}

TEST(Ddl, DeepNestingIsNoDanger) {
  const std::string deep(200'000, '(');
  const auto table = read_sql("CREATE TABLE a (x int CHECK " + deep + "x" +
                                  std::string(200'000, ')') + ");\nCREATE TABLE b (y int);\n",
                              "b");
  EXPECT_TRUE(table) << message_of(table);
}

TEST(Ddl, ALoneColonAmongValuesIsNoCast) {
  const auto table = read_sql("CREATE TABLE a (x text CHECK (x IN ('p' : 'q')), y int);", "a");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->columns.size(), 2U);
  EXPECT_FALSE(table->columns[0].cells_are_allowed_values);
}

TEST(Ddl, ATableOfAHundredThousandColumnsIsRead) {
  std::string sql = "CREATE TABLE wide (c0 int";
  for (int i = 1; i < 100'000; ++i) {
    sql += fmt::format(",\n  c{} varchar(20) NOT NULL", i);
  }
  const auto table = read_sql(sql + ", PRIMARY KEY (c99999));\n", "wide");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->columns.size(), 100'000U);
  EXPECT_TRUE(table->columns.back().primary_key);
}

TEST(Ddl, AFileThatIsCalledOtherwiseIsToldByItsContent) {
  FaultyFileSystem fs;
  fs.put("/dump.backup", "-- my tables\nCREATE TABLE t (a int, b text);\n");
  auto source = open_source(fs, "/dump.backup");
  ASSERT_TRUE(source) << message_of(source);
  EXPECT_THAT(*(*source)->tables(), ElementsAre("t"));
}

}  // namespace
}  // namespace cognate::io
