#include "io/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/faulty_file_system.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Address, BehindTheMarkStandsTheTable) {
  FaultyFileSystem fs;
  fs.put("/shop.db", "x");
  const Address address = parse_address(fs, "/shop.db#order lines");
  EXPECT_EQ(address.place, "/shop.db");
  EXPECT_EQ(address.table, "order lines");
}

TEST(Address, AFileThatIsCalledSoCountsFirst) {
  FaultyFileSystem fs;
  fs.put("/a#b.csv", "x");
  fs.put("/dictionary:c.csv", "x");
  EXPECT_EQ(parse_address(fs, "/a#b.csv").place, "/a#b.csv");
  EXPECT_EQ(parse_address(fs, "/a#b.csv#t#u").place, "/a#b.csv");
  EXPECT_EQ(parse_address(fs, "/a#b.csv#t#u").table, "t#u");
  EXPECT_EQ(parse_address(fs, "/dictionary:c.csv").reading, Reading::automatic);
}

TEST(Address, AWordBeforeAFileSaysHowToReadIt) {
  FaultyFileSystem fs;
  fs.put("/f.csv", "x");
  EXPECT_EQ(parse_address(fs, "dictionary:/f.csv").reading, Reading::dictionary);
  EXPECT_EQ(parse_address(fs, "dictionary:/f.csv").place, "/f.csv");
  EXPECT_EQ(parse_address(fs, "table:/f.csv#t").reading, Reading::table);
  EXPECT_EQ(parse_address(fs, "table:/f.csv#t").table, "t");
}

TEST(Address, OfAUrlTheMarkCountsBehindThePassword) {
  FaultyFileSystem fs;
  const Address address = parse_address(fs, "postgresql://me:a#b@host:5432/db?schema=s#public.t");
  EXPECT_TRUE(address.is_postgres);
  EXPECT_EQ(address.place, "postgresql://me:a#b@host:5432/db?schema=s");
  EXPECT_EQ(address.table, "public.t");
  EXPECT_EQ(parse_address(fs, "postgres://host#t").table, "t");
}

TEST(Address, ThePasswordIsNeverShown) {
  for (const std::string url :
       {"postgresql://me:secret@host/db#t", "postgres://me:se/secret@host/db",
        "postgresql://host/db?password=secret&x=1", "postgresql://me:a:secret@h:5432/db",
        "postgresql://me:a#secret@h/db"}) {
    EXPECT_THAT(shown_address(url), Not(HasSubstr("secret"))) << url;
    EXPECT_THAT(shown_address(url), HasSubstr("h")) << url;
  }
  EXPECT_EQ(shown_address("postgresql://me:secret@host:5432/db#a@b"),
            "postgresql://me@host:5432/db#a@b");
  EXPECT_EQ(shown_address("postgresql://host:5432/db#a@b"), "postgresql://host:5432/db#a@b");
  EXPECT_EQ(shown_address("folder:a@b.csv"), "folder:a@b.csv");
}

TEST(Address, WhatIsToBeTypedIsQuotedWhereAShellNeedsIt) {
  EXPECT_EQ(typed_address("shop.db", "orders"), "shop.db#orders");
  EXPECT_EQ(typed_address("shop.db", "order lines"), "'shop.db#order lines'");
  EXPECT_EQ(typed_address("shop.db", "it's"), "'shop.db#it'\\''s'");
  EXPECT_EQ(typed_address("shop.db", "Größe"), "shop.db#Größe");
}

TEST(Address, ATableIsFoundByItsWholeNameByCaseOrByItsLastPart) {
  const std::vector<std::string> names = {"public.orders", "public.lines", "sales.lines", "a", "A"};
  EXPECT_EQ(*choose_table(names, "public.orders", "x"), "public.orders");
  EXPECT_EQ(*choose_table(names, "Orders", "x"), "public.orders");
  EXPECT_EQ(*choose_table(names, "A", "x"), "A");
  EXPECT_EQ(*choose_table(names, "SALES.LINES", "x"), "sales.lines");
  EXPECT_FALSE(choose_table(names, "lines", "x"));  // which?
}

TEST(Address, AnUnknownTableIsAnsweredWithTheNearestOrTheList) {
  const std::vector<std::string> names = {"customers", "orders"};
  EXPECT_EQ(message_of(choose_table(names, "costumers", "s.sql")),
            "s.sql: no table \"costumers\"; did you mean s.sql#customers ?");
  EXPECT_EQ(message_of(choose_table(names, "x", "s.sql")),
            "s.sql: no table \"x\"; it holds customers, orders");
}

TEST(Address, OpenSourceGivesTheTableThatIsNamed) {
  FaultyFileSystem fs;
  fs.put("/s.sql", "CREATE TABLE a.x (p int); CREATE TABLE a.y (q int);");
  auto source = open_source(fs, "/s.sql#Y");
  ASSERT_TRUE(source) << message_of(source);
  EXPECT_THAT(*(*source)->tables(), testing::ElementsAre("a.y"));
  EXPECT_THAT(names_of(*(*source)->sample("a.y", {})), testing::ElementsAre("q"));
  EXPECT_EQ(open_source(fs, "/s.sql#z").error().code, Code::not_found);
  EXPECT_EQ(open_source(fs, "/none.sql#z").error().code, Code::not_found);
}

}  // namespace
}  // namespace cognate::io
