// PostgreSQL: a server of our own, started for this program and gone with it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "base/limits.h"
#include "io/postgres/connection.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Lives as long as the program does not close the pipe.
class Server {
 public:
  Server() {
    pipe_ = ::popen("exec python3 -B " COGNATE_SOURCE_DIR "/tests/e2e/postgres.py", "r");
    std::array<char, 256> line{};
    if (pipe_ != nullptr && std::fgets(line.data(), line.size(), pipe_) != nullptr) {
      url_ = line.data();
      url_.resize(url_.find_last_not_of('\n') + 1);
    }
  }
  ~Server() {
    if (pipe_ != nullptr) {
      ::pclose(pipe_);
    }
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  const std::string& url() const { return url_; }

 private:
  std::FILE* pipe_ = nullptr;
  std::string url_;
};

class PostgresTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<Server>(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override {
    if (server_->url().empty()) {
      GTEST_SKIP() << "PostgreSQL is not installed; tools/setup.sh test gets it";
    }
  }

  static void make(std::initializer_list<const char*> statements) {
    auto connection = PostgresConnection::open(server_->url(), "server");
    ASSERT_TRUE(connection) << message_of(connection);
    for (const char* statement : statements) {
      const Status done = (*connection)->run(statement, {});
      ASSERT_TRUE(done) << statement << ": " << message_of(done);
    }
  }

  static Result<Table> read(const std::string& table, const SampleOptions& options = {}) {
    TRY(auto source, open_source(real_file_system(), server_->url() + '#' + table));
    TRY(const auto tables, source->tables());
    return source->sample(tables.at(0), options);
  }

  static std::unique_ptr<Server> server_;
};

std::unique_ptr<Server> PostgresTest::server_;

TEST_F(PostgresTest, ReadsWhatTheCatalogueSaysOfColumns) {
  make({"CREATE SCHEMA shop", "CREATE TYPE shop.state AS ENUM ('new', 'paid', 'it''s gone')",
        "CREATE DOMAIN shop.mail AS varchar(80) NOT NULL CHECK (VALUE LIKE '%@%')",
        "CREATE TABLE shop.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
        "CREATE TABLE shop.orders (a int, b int, state shop.state, address shop.mail, "
        "customer bigint REFERENCES shop.customers, size text CHECK (size IN ('S', 'L')), "
        "code text UNIQUE, indexed text, twice int GENERATED ALWAYS AS (a * 2) STORED, "
        "PRIMARY KEY (a, b))",
        "CREATE UNIQUE INDEX ON shop.orders (indexed)",
        "COMMENT ON TABLE shop.orders IS 'what was bought'",
        "COMMENT ON COLUMN shop.orders.code IS 'the code on the paper'"});
  const auto table = read("shop.orders");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->name, "orders");
  EXPECT_EQ(table->description, "what was bought");
  EXPECT_EQ(table->problem_count, 0U);
  const auto& columns = table->columns;
  EXPECT_THAT(names_of(*table), ElementsAre("a", "b", "state", "address", "customer", "size",
                                            "code", "indexed", "twice"));
  EXPECT_TRUE(columns[0].primary_key && !columns[0].unique && !columns[0].nullable);
  EXPECT_EQ(columns[2].declared_type, "shop.state");
  EXPECT_TRUE(columns[2].cells_are_allowed_values);
  EXPECT_THAT(cells_of(*table, 2), ElementsAre("new", "paid", "it's gone"));
  EXPECT_EQ(columns[3].declared_type, "character varying(80)");
  EXPECT_FALSE(columns[3].nullable);
  EXPECT_EQ(columns[4].references, "shop.customers.id");
  EXPECT_THAT(cells_of(*table, 5), ElementsAre("S", "L"));
  EXPECT_TRUE(columns[6].unique && columns[7].unique && !columns[4].unique);
  EXPECT_EQ(columns[6].description, "the code on the paper");
  EXPECT_TRUE(columns[8].generated);
}

TEST_F(PostgresTest, ValuesOfEveryTypeBecomeText) {
  make(
      {"CREATE TABLE kinds (t timestamptz, i interval, j jsonb, b bytea, n numeric, a text[], "
       "f boolean, u uuid)",
       "SET timezone = 'UTC'",
       "INSERT INTO kinds VALUES ('2020-01-02 03:04:05Z', '1 day', '{\"a\": 1}', '\\x00ff', 1.50, "
       "'{x,\"y z\"}', true, '00000000-0000-0000-0000-000000000001'), "
       "(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"});
  const auto table = read("kinds");
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_EQ(table->rows_total, 2U);
  EXPECT_THAT(cells_of(*table, 0)[0], HasSubstr("2020-01-02"));
  EXPECT_THAT(cells_of(*table, 1), ElementsAre("P1D", "<null>"));
  EXPECT_THAT(cells_of(*table, 2), ElementsAre("{\"a\": 1}", "<null>"));
  EXPECT_THAT(cells_of(*table, 3), ElementsAre("00ff", "<null>"));
  EXPECT_THAT(cells_of(*table, 4), ElementsAre("1.50", "<null>"));
  EXPECT_THAT(cells_of(*table, 5), ElementsAre("{x,\"y z\"}", "<null>"));
  EXPECT_THAT(cells_of(*table, 6), ElementsAre("true", "<null>"));
}

TEST_F(PostgresTest, TheSampleOfALargeTableIsSpreadOverIt) {
  make({"CREATE TABLE big (x int, filler text) WITH (autovacuum_enabled = false)",
        "INSERT INTO big SELECT i, repeat('x', 50) FROM generate_series(1, 300000) AS i"});
  for (const bool analysed : {false, true}) {
    if (analysed) {
      make({"ANALYZE big"});
    }
    const auto table = read("big", {.rows_max = 3000});
    ASSERT_TRUE(table) << message_of(table);
    EXPECT_GT(table->rows_sampled, 2000U) << analysed;
    EXPECT_LE(table->rows_sampled, 3000U) << analysed;
    EXPECT_FALSE(table->rows_total.has_value());
    std::size_t late = 0;
    for (const std::string& cell : cells_of(*table, 0)) {
      late += cell.size() == 6 && cell >= "200000" ? 1 : 0;
    }
    EXPECT_GT(late, 300U) << analysed;
  }
}

TEST_F(PostgresTest, APartitionedTableIsOneAndIsSampled) {
  make({"CREATE TABLE parts (x int) PARTITION BY RANGE (x)",
        "CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (100000)",
        "CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (100000) TO (200000)",
        "INSERT INTO parts SELECT i FROM generate_series(0, 199999) AS i", "ANALYZE parts",
        "ANALYZE parts_low", "ANALYZE parts_high"});
  const auto table = read("parts", {.rows_max = 2000});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_GT(table->rows_sampled, 1000U);
  const auto low = read("parts_low");
  ASSERT_FALSE(low);
  EXPECT_EQ(low.error().code, Code::not_found);
}

TEST_F(PostgresTest, TheSampleKeepsToItsBytesAndCellsAreCut) {
  make({"CREATE TABLE wide AS SELECT repeat('ä', 5000) AS x FROM generate_series(1, 100)"});
  const auto table = read("wide", {.bytes_max = 20'000});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_LT(table->rows_sampled, 21U);
  EXPECT_GT(table->rows_sampled, 15U);
  EXPECT_EQ(table->columns[0].cells[0].size(), limits::kCellBytesKept);
}

TEST_F(PostgresTest, ReadingStopsWhenAsked) {
  make({"CREATE VIEW sleepy AS SELECT pg_sleep(60)::text AS x"});
  std::stop_source stop;
  stop.request_stop();
  const auto table = read("sleepy", {.stop = stop.get_token()});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Code::deadline);
}

TEST(PostgresUrl, SchemaAndTableAreOursTheRestIsLibpqs) {
  const PostgresUrl url =
      split_postgres_url("postgresql://h/db?sslmode=require&schema=a%20b&table=t%2Fu&x=1");
  EXPECT_EQ(url.url, "postgresql://h/db?sslmode=require&x=1");
  EXPECT_EQ(url.schema, "a b");
  EXPECT_EQ(url.table, "t/u");
  EXPECT_EQ(split_postgres_url("postgresql://h/db").url, "postgresql://h/db");
  EXPECT_EQ(split_postgres_url("postgresql://h/db?").url, "postgresql://h/db");
}

}  // namespace
}  // namespace cognate::io
