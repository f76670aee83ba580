// The CSV source at its contract: what people's files hold, and what is wrong with them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/faulty_file_system.h"
#include "io/open_source.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Reads `content` as the file t.csv.
Result<Table> read_csv(const std::string& content, const SampleOptions& options = {}) {
  FaultyFileSystem fs;
  fs.put("/t.csv", content);
  TRY(auto source, open_source(fs, "/t.csv"));
  return source->sample("t", options);
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    names.push_back(column.name);
  }
  return names;
}

/// The cells of a column, a null as "<null>".
std::vector<std::string> cells_of(const Table& table, std::size_t column) {
  std::vector<std::string> texts;
  const Cells& cells = table.columns[column].cells;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    texts.emplace_back(cells.is_null(row) ? "<null>" : cells[row]);
  }
  return texts;
}

TEST(Csv, APlainFileGivesNamesAndCells) {
  const auto table = read_csv("id,name\n1,Ann\n2,Bob\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->name, "t");
  EXPECT_THAT(names_of(*table), ElementsAre("id", "name"));
  EXPECT_THAT(cells_of(*table, 0), ElementsAre("1", "2"));
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("Ann", "Bob"));
  EXPECT_EQ(table->rows_sampled, 2U);
  EXPECT_EQ(table->rows_total, 2U);
  EXPECT_EQ(table->problem_count, 0U);
}

TEST(Csv, QuotedCellsMayHoldDelimitersQuotesAndLineEnds) {
  const auto table = read_csv("id,text\n1,\"a, \"\"b\"\"\nc\"\n2,plain\n3,x\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("a, \"b\"\nc", "plain", "x"));
}

TEST(Csv, AFileThatIsNotThereIsNotFound) {
  FaultyFileSystem fs;
  const auto source = open_source(fs, "/none.csv");
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Code::not_found);
  EXPECT_THAT(source.error().message, HasSubstr("/none.csv: no such file"));
}

}  // namespace
}  // namespace cognate::io
