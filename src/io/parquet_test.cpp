// Rows of texts and vectors through Parquet and back; files of other writers too.

#include "io/parquet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "base/error.h"
#include "io/duckdb/duckdb_source.h"
#include "io/duckdb/session.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

/// A folder that goes with the test.
class Parquet : public testing::Test {
 protected:
  void SetUp() override {
    if (const Status ready = duckdb_ready(); !ready) {
      GTEST_SKIP() << "NO DUCKDB: " << ready.error().message;
    }
    folder_ =
        std::filesystem::temp_directory_path() / fmt::format("cognate_parquet_{}", ::getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// A Parquet as others write it.
  void copy(const std::string& name, const std::string& select) {
    auto session = DuckDbSession::open(path(name), name);
    ASSERT_TRUE(session) << message_of(session);
    const Status done =
        (*session)->run("COPY (" + select + ") TO " + sql_text(path(name)) + " (FORMAT parquet)");
    ASSERT_TRUE(done) << message_of(done);
  }
  Result<ParquetRows> read(const std::string& name, const ParquetWish& wish) {
    TRY(auto reader, open_parquet(real_file_system(), path(name)));
    TRY_OK(reader->select(wish, {}));
    ParquetRows rows;
    TRY_OK(reader->next(1000, 1 << 20, rows));
    return rows;
  }

  std::filesystem::path folder_;
};

TEST_F(Parquet, WhatWasWrittenIsReadBackNullsAndAll) {
  constexpr std::size_t kRows = 5000;
  const std::vector<float> numbers = {1.5F, -0.0F, 1e-40F};
  std::size_t done = 0;
  std::vector<float> block_numbers;
  const Status written = write_parquet(
      real_file_system(), path("x.parquet"), {.texts = {"id", "note"}, .count = 3},
      [&](ParquetBlock& block) -> Result<bool> {
        block = {.rows = std::min<std::size_t>(kRows - done, 3000), .texts = {{}, {}}};
        block_numbers.clear();
        for (std::size_t r = 0; r < block.rows; ++r, ++done) {
          block.texts[0].push_back(std::to_string(done));
          block.texts[1].push_back(done % 3 == 0 ? std::nullopt : std::optional("note\n\"é\""));
          block_numbers.insert(block_numbers.end(), numbers.begin(), numbers.end());
        }
        block.numbers = std::as_bytes(std::span(block_numbers));
        return block.rows > 0;
      });
  ASSERT_TRUE(written) << message_of(written);

  const auto reader = open_parquet(real_file_system(), path("x.parquet"));
  ASSERT_TRUE(reader) << message_of(reader);
  EXPECT_EQ((*reader)->rows_total(), kRows);
  EXPECT_EQ((*reader)->columns().back().type, "FLOAT[]");
  ASSERT_TRUE((*reader)->select({.texts = {"note", "id"}, .numbers = "vector"}, {}));
  ParquetRows rows;
  std::size_t row = 0;
  while (*(*reader)->next(700, 1 << 30, rows)) {
    ASSERT_EQ(rows.numbers.size(), 3 * rows.rows);
    for (std::size_t r = 0; r < rows.rows; ++r, ++row) {
      ASSERT_EQ(rows.texts[0][r].has_value(), row % 3 != 0);
      ASSERT_THAT(rows.texts[1][r], Optional(std::to_string(row)));
      ASSERT_EQ(rows.ends[r], 3 * (r + 1));
      ASSERT_EQ(rows.numbers[3 * r + 2], 1e-40F);
      ASSERT_TRUE(std::signbit(rows.numbers[3 * r + 1]));
    }
  }
  EXPECT_EQ(row, kRows);
}

TEST_F(Parquet, ABlockEndsWhereItsBytesDo) {
  copy("x.parquet", "SELECT i AS id, [i, i] AS v FROM range(100) AS t(i)");
  auto reader = open_parquet(real_file_system(), path("x.parquet"));
  ASSERT_TRUE(reader) << message_of(reader);
  ASSERT_TRUE((*reader)->select({.texts = {"id"}, .numbers = "v"}, {}));
  ParquetRows rows;
  ASSERT_TRUE(*(*reader)->next(1000, 90, rows));
  EXPECT_EQ(rows.rows, 10U) << "nine bytes each";
  ASSERT_TRUE(*(*reader)->next(1000, 1, rows));
  EXPECT_EQ(rows.rows, 1U) << "at least one";
}

TEST_F(Parquet, ListsOfOtherNumbersBecomeFloatsAndWhatIsNoneNaN) {
  copy("x.parquet",
       "SELECT * FROM (VALUES ([1.5::DOUBLE, 1e300, NULL]), ([0.1, 2, 3]), (NULL), ([])) AS t(v)");
  const auto rows = read("x.parquet", {.numbers = "v"});
  ASSERT_TRUE(rows) << message_of(rows);
  EXPECT_THAT(rows->ends, ElementsAre(3, 6, 6, 6));
  EXPECT_EQ(rows->numbers[0], 1.5F);
  EXPECT_FALSE(std::isfinite(rows->numbers[1])) << rows->numbers[1];
  EXPECT_TRUE(std::isnan(rows->numbers[2]));
  EXPECT_EQ(rows->numbers[3], .1F);
}

TEST_F(Parquet, ColumnsTogetherAreOneJsonObject) {
  copy("x.parquet",
       "SELECT 9007199254740993::BIGINT AS \"a'\"\"b\", 0.1::DOUBLE AS d, true AS b, NULL::INT AS "
       "n, "
       "DATE '2020-02-01' AS day, ['x', 'y'] AS l, [1, 2]::FLOAT[] AS v");
  const auto rows =
      read("x.parquet", {.members = {"a'\"b", "d", "b", "n", "day", "l"}, .numbers = "v"});
  ASSERT_TRUE(rows) << message_of(rows);
  EXPECT_THAT(rows->texts.at(0).at(0),
              Optional(std::string(R"({"a'\"b":9007199254740993,"d":0.1,"b":true,"n":null,)"
                                   R"("day":"2020-02-01","l":["x","y"]})")));
}

TEST_F(Parquet, AFileThatIsNoneIsCorruptAndNamed) {
  ASSERT_TRUE(write_atomically(real_file_system(), path("x.parquet"), "PAR1 and no more"));
  const auto reader = open_parquet(real_file_system(), path("x.parquet"));
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, Code::corrupt);
  EXPECT_THAT(reader.error().message, HasSubstr("x.parquet"));
  EXPECT_EQ(open_parquet(real_file_system(), path("none.parquet")).error().code, Code::not_found);
}

}  // namespace
}  // namespace cognate::io
