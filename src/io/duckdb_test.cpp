// Parquet and JSON through DuckDB, written and read back; in a build without it, that it says so.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "io/test_tables.h"
#include "io/text_reader.h"
#include "io/vector_writer.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A folder that goes with the test.
class DuckDb : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("cognate_io_{}_{}", test->name(), ::getpid());
    std::filesystem::create_directories(folder_);
    put("probe.jsonl", "{\"a\":1}\n");
    const auto probe = open_source(fs_, path("probe.jsonl"));
    if (!probe && probe.error().code == Code::unsupported) {
      GTEST_SKIP() << "BUILT WITHOUT DUCKDB: " << probe.error().message;
    }
    ASSERT_TRUE(probe) << message_of(probe);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void put(const std::string& name, const std::string& content) {
    ASSERT_TRUE(write_atomically(fs_, path(name), content));
  }
  Result<Table> read(const std::string& name, const SampleOptions& options = {}) {
    TRY(auto source, open_source(fs_, path(name)));
    TRY(const auto tables, source->tables());
    return source->sample(tables.at(0), options);
  }

  /// Writes `rows` rows of texts "text <row>" and vectors of `dimension` numbers.
  Status write(const std::string& name, std::size_t rows, std::size_t dimension) {
    std::vector<float> values;
    std::size_t done = 0;
    return write_vectors(fs_, path(name), VectorFormat::parquet, {.count = dimension},
                         [&](VectorBlock& block) -> Result<bool> {
                           const std::size_t n = std::min<std::size_t>(rows - done, 3000);
                           block.texts.clear();
                           values.assign(n * dimension, 0);
                           for (std::size_t r = 0; r < n; ++r, ++done) {
                             block.texts.push_back(fmt::format("text {}", done));
                             values[r * dimension] = static_cast<float>(done);
                           }
                           block.numbers = std::as_bytes(std::span(values));
                           return n > 0;
                         });
  }

  std::filesystem::path folder_;
  FileSystem& fs_ = real_file_system();
};

TEST_F(DuckDb, VectorsWrittenToParquetAreReadBack) {
  const Status status = write("v.parquet", 10'000, 4);
  ASSERT_TRUE(status) << message_of(status);
  const auto table = read("v.parquet");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->name, "v");
  EXPECT_THAT(names_of(*table), ElementsAre("text", "vector"));
  EXPECT_EQ(table->columns[0].declared_type, "VARCHAR");
  EXPECT_EQ(table->columns[1].declared_type, "FLOAT[]");
  EXPECT_EQ(table->rows_total, 10'000U);
  ASSERT_EQ(table->rows_sampled, 10'000U);
  EXPECT_EQ(table->columns[0].cells[9'999], "text 9999");
  EXPECT_EQ(table->columns[1].cells[9'999], "[9999.0,0.0,0.0,0.0]");
}

TEST_F(DuckDb, AFailedWritingOfParquetLeavesTheOldFileAndNothingElse) {
  put("v.parquet", "old");
  const std::vector<float> values(5000 * 2);
  int blocks = 0;
  const Status status = write_vectors(fs_, path("v.parquet"), VectorFormat::parquet, {.count = 2},
                                      [&](VectorBlock& block) -> Result<bool> {
                                        if (++blocks == 3) {
                                          return fail(Code::deadline, "stopped by hand");
                                        }
                                        block.texts.assign(5000, "x");
                                        block.numbers = std::as_bytes(std::span(values));
                                        return true;
                                      });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::deadline);
  EXPECT_EQ(status.error().message, "stopped by hand");
  EXPECT_EQ(*read_file(fs_, path("v.parquet"), 100), "old");
  EXPECT_THAT(*fs_.list(folder_.string()), ElementsAre("probe.jsonl", "v.parquet"));
}

TEST_F(DuckDb, SmallerNumbersGoIntoParquetAsTheTypesThatHoldThem) {
  static constexpr std::byte kBytes[] = {std::byte{0x00}, std::byte{0x3C}, std::byte{0x80},
                                         std::byte{0xB8}};
  struct Row {
    NumberType type;
    const char* declared;
    const char* numbers;
  };
  for (const Row& row : {Row{NumberType::float16, "FLOAT[]", "[1.0,-0.5625]"},
                         Row{NumberType::int8, "TINYINT[]", "[0,60,-128,-72]"},
                         Row{NumberType::uint8, "UTINYINT[]", "[0,60,128,184]"}}) {
    const VectorShape shape{.type = row.type, .count = sizeof kBytes / bytes_of(row.type)};
    bool given = false;
    const Status status = write_vectors(fs_, path("v.parquet"), VectorFormat::parquet, shape,
                                        [&](VectorBlock& block) -> Result<bool> {
                                          block = {.texts = {"t"}, .numbers = kBytes};
                                          return !std::exchange(given, true);
                                        });
    ASSERT_TRUE(status) << message_of(status);
    const auto table = read("v.parquet");
    ASSERT_TRUE(table) << message_of(table);
    EXPECT_EQ(table->columns[1].declared_type, row.declared);
    EXPECT_EQ(table->columns[1].cells[0], row.numbers);
  }
}

TEST_F(DuckDb, ParquetIntoAFolderThatIsNotThereIsAnErrorOfOutput) {
  const Status status = write("none/v.parquet", 10, 2);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::io);
  EXPECT_THAT(status.error().message, HasSubstr("none/v.parquet"));
}

TEST_F(DuckDb, ALargerParquetIsSampledFromAllOverIt) {
  ASSERT_TRUE(write("v.parquet", 100'000, 1));
  const auto table = read("v.parquet", {.rows_max = 1'600});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_total, 100'000U);
  EXPECT_EQ(table->rows_sampled, 1'600U);
  EXPECT_EQ(table->columns[0].cells[0], "text 0");
  EXPECT_EQ(table->columns[0].cells[100], "text 6250");
  EXPECT_EQ(table->columns[0].cells[1'500], "text 93750");
}

TEST_F(DuckDb, AParquetCutInHalfIsCorruptAndNamesTheFile) {
  ASSERT_TRUE(write("v.parquet", 1'000, 8));
  const std::string whole = *read_file(fs_, path("v.parquet"), 10'000'000);
  for (const std::size_t share : {2, 3, 10}) {
    put("cut.parquet", whole.substr(0, whole.size() / share));
    const auto table = read("cut.parquet");
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, Code::corrupt);
    EXPECT_THAT(table.error().message, HasSubstr("cut.parquet"));
    EXPECT_THAT(table.error().message, HasSubstr("cut or damaged"));
  }
}

TEST_F(DuckDb, AParquetWithWrongBytesInsideNeverCrashes) {
  ASSERT_TRUE(write("v.parquet", 500, 4));
  const std::string whole = *read_file(fs_, path("v.parquet"), 10'000'000);
  for (std::size_t at = 4; at < whole.size(); at += whole.size() / 40) {
    std::string wrong = whole;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x5A);
    put("wrong.parquet", wrong);
    const auto table = read("wrong.parquet");
    if (!table) {
      EXPECT_THAT(table.error().message, HasSubstr("wrong.parquet")) << at;
    }
  }
}

TEST_F(DuckDb, JsonLinesGiveTypesNestedValuesAsJsonAndNulls) {
  put("t.jsonl",
      "{\"id\":1,\"name\":\"Ann\",\"tags\":[\"x\",\"y\"],\"more\":{\"k\":1}}\n"
      "{\"id\":2,\"name\":null,\"tags\":[],\"more\":null}\n");
  const auto table = read("t.jsonl");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(names_of(*table), ElementsAre("id", "name", "tags", "more"));
  EXPECT_EQ(table->columns[0].declared_type, "BIGINT");
  EXPECT_EQ(table->rows_total, 2U);
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("Ann", "<null>"));
  EXPECT_THAT(cells_of(*table, 2), ElementsAre("[\"x\",\"y\"]", "[]"));
  EXPECT_THAT(cells_of(*table, 3), ElementsAre("{\"k\":1}", "<null>"));
}

TEST_F(DuckDb, AJsonArrayIsATable) {
  put("t.json", "[{\"a\":1,\"b c\":\"x\"},\n {\"a\":2,\"b c\":\"y\"}]");
  const auto table = read("t.json");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(names_of(*table), ElementsAre("a", "b c"));
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("x", "y"));
}

TEST_F(DuckDb, ValuesThatChangeTheirTypeLateAreReadAllTheSame) {
  std::string lines;
  for (int i = 0; i < 30'000; ++i) {
    lines += "{\"d\":\"2020-01-01\"}\n";
  }
  put("t.jsonl", lines + "{\"d\":\"soon\"}\n");
  const auto table = read("t.jsonl", {.rows_max = 40'000});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->problem_count, 0U);
  ASSERT_EQ(table->rows_sampled, 30'001U);
  EXPECT_EQ(table->columns[0].cells[30'000], "soon");
}

TEST_F(DuckDb, AWrongJsonLineIsReportedAndFatalOnlyWhenStrict) {
  put("t.jsonl", "{\"a\":1}\n\n{\"a\":2}\n{\"a\":oops}\n{\"a\":4}\n[5]\n");
  const auto table = read("t.jsonl");
  ASSERT_TRUE(table) << message_of(table);
  ASSERT_EQ(table->problem_count, 2U);
  EXPECT_EQ(table->problems[0].line, 4U);
  EXPECT_EQ(table->problems[1].line, 6U);
  EXPECT_THAT(cells_of(*table, 0), ElementsAre("1", "2", "4"));
  const auto strict = read("t.jsonl", {.strict = true});
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, Code::corrupt);
  EXPECT_THAT(strict.error().message, HasSubstr("t.jsonl: line 4: "));
  const auto column = open_column(fs_, path("t.jsonl"), "a", {});
  ASSERT_FALSE(column);
  EXPECT_THAT(column.error().message, HasSubstr("t.jsonl: line 4: "));
}

TEST_F(DuckDb, AWrongJsonLineBehindManyRightOnesIsReportedToo) {
  std::string lines;
  for (int i = 0; i < 50'000; ++i) {
    lines += fmt::format("{{\"a\":{}}}\n", i);
  }
  put("t.jsonl", lines + "{\"a\":\n{\"a\":50001}\n");
  const auto table = read("t.jsonl", {.rows_max = 100'000});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_sampled, 50'001U);
  ASSERT_EQ(table->problem_count, 1U);
  EXPECT_EQ(table->problems[0].line, 50'001U);
}

TEST_F(DuckDb, AJsonThatIsNoneSaysWhere) {
  put("t.json", "{\"a\": 1, \"b\": nonsense}");
  const auto table = read("t.json", {.strict = true});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::corrupt);
  EXPECT_THAT(table.error().message, HasSubstr("t.json"));
  EXPECT_THAT(table.error().message, HasSubstr("byte 15"));
}

TEST_F(DuckDb, NamesAndPathsThatSqlWouldTakeForItsOwnAreTakenAsTheyAre) {
  put("it's a [1]*.jsonl", "{\"a \\\"b\\\"; DROP\":1,\"select\":\"x\"}\n");
  const auto table = read("it's a [1]*.jsonl");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(names_of(*table), ElementsAre("a \"b\"; DROP", "select"));
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("x"));
}

TEST_F(DuckDb, AColumnIsReadWholeAsTexts) {
  ASSERT_TRUE(write("v.parquet", 25'000, 1));
  auto reader = open_column(fs_, path("v.parquet"), "text", {});
  ASSERT_TRUE(reader) << message_of(reader);
  std::vector<std::string> texts;
  std::size_t row = 0;
  while (*(*reader)->next(1'000, texts)) {
    for (const std::string& text : texts) {
      ASSERT_EQ(text, fmt::format("text {}", row++));
    }
  }
  EXPECT_EQ(row, 25'000U);
  EXPECT_EQ(open_column(fs_, path("v.parquet"), "nope", {}).error().code, Code::not_found);
}

TEST_F(DuckDb, AStopEndsTheReading) {
  ASSERT_TRUE(write("v.parquet", 1'000, 1));
  std::stop_source stop;
  stop.request_stop();
  const auto table = read("v.parquet", {.stop = stop.get_token()});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::deadline);
}

}  // namespace
}  // namespace cognate::io
