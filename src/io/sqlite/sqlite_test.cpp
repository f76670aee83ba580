// SQLite files, made by SQLite itself in a folder that goes away.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/limits.h"
#include "io/test_tables.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Sqlite : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "cognate_XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// Runs the SQL on the database of that name.
  std::string make(const std::string& name, const std::string& sql) const {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path(name).c_str(), &database), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << (message == nullptr ? "" : message);
    sqlite3_free(message);
    sqlite3_close(database);
    return path(name);
  }

  static Result<Table> read(const std::string& address, const SampleOptions& options = {}) {
    TRY(auto source, open_source(real_file_system(), address));
    TRY(const auto tables, source->tables());
    return source->sample(tables.at(0), options);
  }

  std::filesystem::path folder_;
};

TEST_F(Sqlite, TablesAndViewsAreListedAndOneIsChosen) {
  const std::string db = make("shop.db",
                              "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT);"
                              "CREATE TABLE \"order lines\" (no INT);"
                              "CREATE TABLE \"größe \"\" x\" (y INT);"
                              "INSERT INTO \"größe \"\" x\" VALUES (7);"
                              "CREATE VIEW late AS SELECT note FROM orders;"
                              "INSERT INTO orders VALUES (1, 'a'), (2, NULL);");
  auto source = open_source(real_file_system(), db);
  ASSERT_TRUE(source) << message_of(source);
  EXPECT_THAT(*(*source)->tables(), ElementsAre("größe \" x", "late", "order lines", "orders"));
  const auto orders = read(db + "#orders");
  ASSERT_TRUE(orders) << message_of(orders);
  EXPECT_THAT(names_of(*orders), ElementsAre("id", "note"));
  EXPECT_THAT(cells_of(*orders, 1), ElementsAre("a", "<null>"));
  EXPECT_EQ(orders->rows_total, 2U);
  EXPECT_THAT(cells_of(*read(db + "#late"), 0), ElementsAre("a", "<null>"));
  EXPECT_THAT(cells_of(*read(db + "#größe \" x"), 0), ElementsAre("7"));
}

TEST_F(Sqlite, KeysTypesRemarksAndAllowedValuesAreRead) {
  const std::string db = make("a.sqlite",
                              "CREATE TABLE c (k TEXT, l TEXT, PRIMARY KEY (k, l)) WITHOUT ROWID;"
                              "CREATE TABLE t (id INTEGER PRIMARY KEY, -- the number\n"
                              "  mail VARCHAR(20) NOT NULL UNIQUE,\n"
                              "  state TEXT CHECK (state IN ('new', 'paid')),\n"
                              "  c TEXT REFERENCES c(k),\n"
                              "  twice INT AS (id * 2));");
  const auto table = read(db + "#t");
  ASSERT_TRUE(table) << message_of(table);
  const auto& columns = table->columns;
  ASSERT_EQ(columns.size(), 5U);
  EXPECT_TRUE(columns[0].primary_key && columns[0].unique && !columns[0].nullable);
  EXPECT_EQ(columns[0].description, "the number");
  EXPECT_EQ(columns[1].declared_type, "VARCHAR(20)");
  EXPECT_TRUE(columns[1].unique && !columns[1].nullable);
  EXPECT_TRUE(columns[2].cells_are_allowed_values);
  EXPECT_THAT(cells_of(*table, 2), ElementsAre("new", "paid"));
  EXPECT_EQ(columns[3].references, "c.k");
  EXPECT_TRUE(columns[4].generated);
  const auto composite = read(db + "#c");
  ASSERT_TRUE(composite) << message_of(composite);
  EXPECT_TRUE(composite->columns[1].primary_key);
  EXPECT_FALSE(composite->columns[1].unique);
}

TEST_F(Sqlite, TheSampleIsSpreadOverTheTable) {
  const std::string db =
      make("big.db",
           "CREATE TABLE t (x INT);"
           "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
           "100000) SELECT i FROM n; DELETE FROM t WHERE x BETWEEN 20000 AND 40000;");
  const auto table = read(db, {.rows_max = 640});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_sampled, 640U);
  EXPECT_FALSE(table->rows_total.has_value());
  std::size_t late = 0;
  for (const std::string& cell : cells_of(*table, 0)) {
    late += cell.size() == 5 && cell > "80000" ? 1 : 0;
  }
  EXPECT_GT(late, 100U);
  const auto few_bytes = read(db, {.bytes_max = 1000});
  ASSERT_TRUE(few_bytes);
  EXPECT_LT(few_bytes->rows_sampled, 1000U);
  EXPECT_GT(few_bytes->rows_sampled, 60U);
}

TEST_F(Sqlite, TheLeastAndTheGreatestRowNumbersAreNoTrouble) {
  const std::string db = make("ends.db",
                              "CREATE TABLE t (x INT); INSERT INTO t (rowid, x) VALUES "
                              "(-9223372036854775808, 1), (9223372036854775807, 2), (0, 3);");
  const auto table = read(db);
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_THAT(cells_of(*table, 0), testing::UnorderedElementsAre("1", "2", "3"));
}

TEST_F(Sqlite, BlobsHugeCellsAndBrokenTextBecomeText) {
  const std::string db = make("odd.db",
                              "CREATE TABLE t (x); INSERT INTO t VALUES (x'00ff'), "
                              "(replace(hex(zeroblob(1000000)), '0', 'ab')), "
                              "(CAST(x'61ff62' AS TEXT)), (1.5), ('');");
  const auto table = read(db);
  ASSERT_TRUE(table) << message_of(table);
  const auto cells = cells_of(*table, 0);
  EXPECT_EQ(cells[0], "00ff");
  EXPECT_EQ(cells[1].size(), limits::kCellBytesKept);
  EXPECT_EQ(cells[2],
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(cells[3], "1.5");
  EXPECT_EQ(cells[4], "");
}

TEST_F(Sqlite, AFileInWalModeIsReadWithoutAFileBesideIt) {
  const std::string db =
      make("wal.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);");
  const auto table = read(db);
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_sampled, 1U);
  EXPECT_FALSE(std::filesystem::exists(db + "-shm"));
  EXPECT_FALSE(std::filesystem::exists(db + "-wal"));
}

TEST_F(Sqlite, AFileThatIsCutShortIsCorrupt) {
  const std::string db =
      make("cut.db",
           "CREATE TABLE t (x TEXT); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
           "SELECT i + 1 FROM n WHERE i < 5000) SELECT 'some text ' || i FROM n;");
  std::filesystem::resize_file(db, std::filesystem::file_size(db) / 2);
  const auto table = read(db);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::corrupt);
  EXPECT_THAT(table.error().message, HasSubstr("cut.db: the database is damaged or cut short"));
}

TEST_F(Sqlite, WhatIsNoDatabaseIsSaid) {
  std::ofstream(path("text.sqlite")) << "id,name\n1,a\n";
  const auto text = read(path("text.sqlite"));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Code::corrupt);
  EXPECT_THAT(text.error().message, HasSubstr("no SQLite database"));
  const auto none = read(make("empty.db", "PRAGMA user_version = 3;"));
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("has no table"));
}

TEST_F(Sqlite, OnePathIsNotAnotherWhenItHoldsWhatAUrlEscapes) {
  const std::string db = make("a?b#c %41.db", "CREATE TABLE t (x); INSERT INTO t VALUES (1);");
  const auto table = read(db + "#t");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_sampled, 1U);
}

TEST_F(Sqlite, ReadingStopsWhenAsked) {
  const std::string db =
      make("slow.db",
           "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
           "SELECT count(*) AS c FROM n;");
  std::stop_source stop;
  stop.request_stop();
  const auto table = read(db, {.stop = stop.get_token()});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::deadline);
}

}  // namespace
}  // namespace cognate::io
