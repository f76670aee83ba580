// The text of the SQL; tests/e2e/test_sql.py executes it.

#include "report/sql/sql.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/sql/sql_type.h"
#include "report/sql/sql_words.h"

namespace cognate::report {
namespace {

using testing::HasSubstr;
using testing::Not;

MappedColumn column(std::string name, CellFormat format = {.kind = CellKind::text, .fits = 1}) {
  return {.name = std::move(name), .type = "text", .format = std::move(format)};
}

/// One source column that matches the one target column.
Mapping pair(MappedColumn source, MappedColumn target) {
  return {.source_table = "crm",
          .target_table = "warehouse",
          .source = {std::move(source)},
          .target = {std::move(target)},
          .matches = {{.pair = {.source = 0, .target = 0, .score = 0.875},
                       .reasons = {{.signal = "name", .share = 0.875, .text = "alike"}}}},
          .unmatched_source = {},
          .unmatched_target = {},
          .candidates = {}};
}

std::string sql(const Mapping& mapping, SqlDialect dialect = SqlDialect::duckdb,
                SqlForm form = SqlForm::view) {
  std::string out;
  EXPECT_TRUE(
      write_mapping_sql(mapping, {.dialect = dialect, .form = form}, [&](std::string_view piece) {
        out += piece;
        return ok();
      }));
  return out;
}

TEST(MappingSql, IsOneViewWithAReasonForEachColumn) {
  Mapping mapping = pair(column("cust_nm"), column("customer"));
  mapping.target.push_back(column("closed", {.kind = CellKind::date, .fits = 1}));
  mapping.unmatched_target = {1};
  EXPECT_EQ(sql(mapping),
            "-- crm to warehouse: 1 of 2 columns of the target have a match.\n"
            "-- A cell that cannot be read as the type of its target becomes NULL.\n"
            "\n"
            "CREATE VIEW \"warehouse_from_crm\" AS\n"
            "SELECT\n"
            "  -- 0.88 cust_nm: alike\n"
            "  NULLIF(TRIM(CAST(\"cust_nm\" AS VARCHAR)), '') AS \"customer\",\n"
            "  -- no match\n"
            "  CAST(NULL AS DATE) AS \"closed\"\n"
            "FROM \"crm\";\n");
}

TEST(MappingSql, AnInsertNamesOnlyTheColumnsThatMatch) {
  Mapping mapping = pair(column("cust_nm"), column("customer"));
  mapping.target.push_back(column("id"));
  mapping.target.back().nullable = false;
  mapping.unmatched_target = {1};
  const std::string insert = sql(mapping, SqlDialect::postgresql, SqlForm::insert);
  EXPECT_THAT(insert, HasSubstr("INSERT INTO \"warehouse\" (\n  \"customer\"\n)\nSELECT\n"));
  EXPECT_THAT(insert, HasSubstr("keep their default: id\n"));
  EXPECT_THAT(insert, HasSubstr("id is declared NOT NULL"));
}

TEST(MappingSql, NamesFromTheTablesStayInTheirQuotesAndComments) {
  Mapping mapping = pair(column("a\"b\n; DROP TABLE x; --"), column("c\"\r\nd"));
  mapping.source_table = "s\"t";
  mapping.target_table = "u\nv";
  mapping.matches[0].reasons[0].text = "first\n; DROP TABLE y";
  mapping.unmatched_source = {0};
  for (const SqlDialect dialect : {SqlDialect::duckdb, SqlDialect::postgresql}) {
    const std::string text = sql(mapping, dialect);
    EXPECT_THAT(text, HasSubstr("\"a\"\"b\n; DROP TABLE x; --\""));
    EXPECT_THAT(text, HasSubstr("FROM \"s\"\"t\";"));
    EXPECT_THAT(text, Not(HasSubstr("\n; DROP TABLE y"))) << "a comment is one line";
    EXPECT_THAT(text, HasSubstr("first␊; DROP TABLE y"));
  }
}

TEST(MappingSql, ColumnsOfOneNameAreToldApart) {
  Mapping mapping = pair(column("a"), column("Name"));
  mapping.target.push_back(column("name"));
  mapping.target.push_back(column(""));
  mapping.target.push_back(column(std::string(70, 'x')));
  mapping.target.push_back(column(std::string(80, 'x')));
  const std::string text = sql(mapping, SqlDialect::postgresql);
  EXPECT_THAT(text, HasSubstr(" AS \"Name\","));
  EXPECT_THAT(text, HasSubstr(" AS \"name_2\","));
  EXPECT_THAT(text, HasSubstr(" AS \"column_3\","));
  EXPECT_THAT(text, HasSubstr(" AS \"" + std::string(63, 'x') + "\","));
  EXPECT_THAT(text, HasSubstr(" AS \"" + std::string(61, 'x') + "_2\"\n"));
}

TEST(MappingSql, OfSeveralMatchesOfATargetTheBestFillsIt) {
  Mapping mapping = pair(column("first"), column("name"));
  mapping.source.push_back(column("second"));
  mapping.matches.push_back({.pair = {.source = 1, .target = 0, .score = 0.5}, .reasons = {}});
  const std::string text = sql(mapping);
  EXPECT_THAT(text, HasSubstr("CAST(\"first\" AS VARCHAR)"));
  EXPECT_THAT(text, Not(HasSubstr("\"second\"")));
  EXPECT_THAT(text, HasSubstr("1 column more match it"));
}

TEST(MappingSql, ATypeOfTheDatabasesOwnIsAskedOfTheColumn) {
  Mapping mapping = pair(column("feeling"), column("mood"));
  mapping.target[0].declared_type = "public.mood";
  EXPECT_THAT(sql(mapping, SqlDialect::postgresql, SqlForm::insert),
              HasSubstr("pg_temp.cognate_cast(NULLIF(btrim(\"feeling\"::text), ''), "
                        "(NULL::\"warehouse\").\"mood\")"));
  EXPECT_THAT(sql(mapping, SqlDialect::postgresql, SqlForm::view), Not(HasSubstr("cognate_cast")));
  EXPECT_THAT(sql(mapping, SqlDialect::duckdb, SqlForm::insert), Not(HasSubstr("NULL::")));
}

TEST(SqlTypes, OfTheDatabasesOwnAreThoseThatNobodyElseKnows) {
  for (const char* own : {"mood", "jsonb", "integer[]", "inet", "\"My Enum\"", "interval",
                          "enum('a','b')", "public.colour"}) {
    EXPECT_TRUE(is_own_sql_type(own)) << own;
  }
  for (const char* known : {"", "text", "varchar(20)", "character varying", "date", "numeric(5,2)",
                            "uuid", "LONGTEXT", "boolean"}) {
    EXPECT_FALSE(is_own_sql_type(known)) << known;
  }
}

TEST(MappingSql, WithoutAMatchThereIsNothingToInsert) {
  Mapping mapping = pair(column("a"), column("b"));
  mapping.matches.clear();
  EXPECT_THAT(sql(mapping, SqlDialect::duckdb, SqlForm::insert), HasSubstr("nothing to write"));
  EXPECT_THAT(sql(mapping, SqlDialect::duckdb, SqlForm::insert), Not(HasSubstr("INSERT")));
  EXPECT_THAT(sql(Mapping{}), Not(HasSubstr("CREATE")));
}

TEST(MappingSql, WhatTheDatabaseComputesIsNotInserted) {
  Mapping mapping = pair(column("a"), column("b"));
  mapping.target[0].generated = true;
  EXPECT_THAT(sql(mapping, SqlDialect::postgresql, SqlForm::insert), Not(HasSubstr("INSERT")));
  EXPECT_THAT(sql(mapping, SqlDialect::postgresql), HasSubstr("AS \"b\""));
}

TEST(MappingSql, ATableOfADatabaseStandsInItsSchema) {
  Mapping mapping = pair(column("a"), column("b"));
  mapping.source_table = "crm.2024";
  mapping.target_table = "public.warehouse";
  mapping.target[0].declared_type = "text";
  EXPECT_THAT(sql(mapping, SqlDialect::postgresql, SqlForm::insert),
              HasSubstr("INSERT INTO \"public\".\"warehouse\" ("));
  EXPECT_THAT(sql(mapping), HasSubstr("CREATE VIEW \"warehouse_from_crm.2024\" AS"));
  EXPECT_THAT(sql(mapping), HasSubstr("FROM \"crm.2024\";")) << "a file's name is one name";
}

TEST(MappingSql, DeclaredTypesDecideTheCast) {
  const CellFormat number = {.kind = CellKind::decimal, .fits = 1};
  MappedColumn target = column("b");
  target.declared_type = "NUMERIC(5, 2)";
  EXPECT_THAT(sql(pair(column("a", number), target)), HasSubstr(" AS DECIMAL(5,2)) AS \"b\""));
  EXPECT_THAT(sql(pair(column("a", number), target), SqlDialect::postgresql),
              HasSubstr("cognate_number(NULLIF(btrim(\"a\"::text), ''), 5, 2)::numeric(5,2)"));
  target.declared_type = "character varying(20)";
  EXPECT_THAT(sql(pair(column("a"), target), SqlDialect::postgresql),
              HasSubstr("left(NULLIF(btrim(\"a\"::text), ''), 20)"));
  target.declared_type = "int unsigned";
  MappedColumn source = column("a");
  source.declared_type = "BIGINT";
  EXPECT_THAT(sql(pair(source, target)), HasSubstr("  \"a\" AS \"b\"")) << "already of the type";
}

TEST(MappingSql, SaysWhatAPersonMustCheck) {
  const CellFormat either = {
      .kind = CellKind::date, .patterns = {"%m/%d/%Y"}, .order_certain = false, .fits = 1};
  const CellFormat day = {.kind = CellKind::date, .patterns = {"%Y-%m-%d"}, .fits = 1};
  EXPECT_THAT(sql(pair(column("a", either), column("b", day))),
              HasSubstr("no cell tells the day from the month"));
  EXPECT_THAT(sql(pair(column("a"), column("b", day))), HasSubstr("hardly any cell reads as DATE"));
}

TEST(MappingSql, WritesTextsAsTheTargetWritesThem) {
  const CellFormat german = {.kind = CellKind::date, .patterns = {"%d.%m.%Y"}, .fits = 1};
  MappedColumn target = column("b", {.kind = CellKind::date, .patterns = {"%m/%d/%Y"}, .fits = 1});
  target.declared_type = "text";
  EXPECT_THAT(sql(pair(column("a", german), target)), HasSubstr("strftime("));
  EXPECT_THAT(sql(pair(column("a", german), target), SqlDialect::postgresql),
              HasSubstr("::date, 'MM/DD/YYYY')"));
  MappedColumn flag =
      column("b", {.kind = CellKind::flag, .true_words = {"y"}, .false_words = {"n"}, .fits = 1});
  flag.declared_type = "char(1)";
  flag.samples = {"Y", "N"};
  const CellFormat words = {
      .kind = CellKind::flag, .true_words = {"yes"}, .false_words = {"no"}, .fits = 1};
  EXPECT_THAT(sql(pair(column("a", words), flag)), HasSubstr("IN ('yes', 'true') THEN 'Y' WHEN"));
}

TEST(SqlType, IsReadFromTheDeclarationsOfUsualDatabases) {
  struct Row {
    std::string_view declared;
    std::string_view duckdb;
    std::string_view postgresql;
  };
  for (const Row& row : {
           Row{"VARCHAR(20)", "VARCHAR(20)", "varchar(20)"},
           Row{"nvarchar(max)", "VARCHAR", "text"},
           Row{"text", "VARCHAR", "text"},
           Row{"int", "INTEGER", "integer"},
           Row{"INT UNSIGNED", "BIGINT", "bigint"},
           Row{"smallserial", "SMALLINT", "smallint"},
           Row{"number(10,2)", "DECIMAL(10,2)", "numeric(10,2)"},
           Row{"NUMERIC", "DOUBLE", "numeric"},
           Row{"DECIMAL(50,2)", "DOUBLE", "numeric(50,2)"},
           Row{"double precision", "DOUBLE", "double precision"},
           Row{"float4", "FLOAT", "real"},
           Row{"boolean", "BOOLEAN", "boolean"},
           Row{"datetime2(7)", "TIMESTAMP", "timestamp"},
           Row{"timestamp(3) with time zone", "TIMESTAMPTZ", "timestamptz"},
           Row{"date", "DATE", "date"},
           Row{"time without time zone", "TIME", "time"},
           Row{"uuid", "UUID", "uuid"},
           Row{"interval", "VARCHAR", "text"},
           Row{"integer[]", "VARCHAR", "text"},
           Row{"'); DROP TABLE x; --", "VARCHAR", "text"},
           Row{"", "VARCHAR", "text"},
       }) {
    const SqlType type = declared_sql_type(row.declared);
    EXPECT_EQ(type_in_sql(type, SqlDialect::duckdb), row.duckdb) << row.declared;
    EXPECT_EQ(type_in_sql(type, SqlDialect::postgresql), row.postgresql) << row.declared;
  }
}

TEST(SqlWords, TranslatePatterns) {
  EXPECT_EQ(postgresql_form("%d.%m.%Y %H:%M:%S.%f"), "DD.MM.YYYY HH24:MI:SS.US");
  EXPECT_EQ(postgresql_form("%Y/%m/%dT%I:%M %p"), "YYYY/MM/DD\"T\"HH12:MI AM");
  EXPECT_EQ(shape_of_pattern("%d.%m.%Y"), "\\d{1,2}\\.\\d{1,2}\\.\\d{4}");
  EXPECT_EQ(shape_of_pattern("%Y%m%d"), "\\d{8}");
}

TEST(SqlWords, QuoteAnyText) {
  EXPECT_EQ(sql_name("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(sql_text("it's"), "'it''s'");
  EXPECT_EQ(sql_name(std::string_view("a\0b", 3)), "\"a\uFFFDb\"");
  EXPECT_EQ(sql_name("a\xFF"), "\"a\uFFFD\"");
}

}  // namespace
}  // namespace cognate::report
