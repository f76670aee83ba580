#include "engine/lake_document.h"

#include <gtest/gtest.h>

#include <set>

namespace cognate::engine {
namespace {

Column column(std::string name, std::vector<std::string> cells) {
  Column made;
  made.name = std::move(name);
  for (const std::string& cell : cells) {
    made.cells.push(cell);
  }
  return made;
}

Table table() {
  Table made;
  made.name = "people";
  made.columns = {column("dob", {"1990-01-01", "1991-02-03"}), column("dob", {"x", "y"})};
  made.columns[0].nullable = false;
  return made;
}

/// As schema::prepare leaves it, with vectors of one number.
schema::PreparedTable prepared(const Table& source) {
  schema::PreparedTable made;
  made.order = {1, 0};
  for (const std::size_t at : made.order) {
    made.columns.push_back(schema::profile_column(source.columns[at]));
  }
  auto& values = made.vectors[schema::VectorKind::values];
  values.rows = Matrix(2, 1);
  values.rows.row(0)[0] = 10;  // of the second column of the table
  values.rows.row(1)[0] = 20;
  values.row_of = {0, 1};
  made.vectors[schema::VectorKind::name] = values;
  return made;
}

TEST(LakeDocument, AColumnIsFoundUnderItsTableAndName) {
  const Table source = table();
  const auto documents = documents_of(source, prepared(source),
                                      {.source = "a/", .address = "a/#people", .stamp = "s"});
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].id, "a/#people:dob");
  EXPECT_EQ(documents[1].id, "a/#people:dob#2") << "names may repeat, ids may not";
  EXPECT_EQ(documents[0].vector, std::vector<float>{20});
  EXPECT_EQ(documents[1].vector, std::vector<float>{10});
  const Payload& payload = documents[0].payload;
  EXPECT_EQ(payload.at("type"), Value(std::string("date")));
  EXPECT_EQ(payload.at("table"), Value(std::string("a/#people")));
  EXPECT_EQ(payload.at("nullable"), Value(false));
  EXPECT_FALSE(payload.contains("description")) << "what the source does not say is missing";
}

TEST(LakeDocument, AColumnWithoutAVectorIsLeftOut) {
  const Table source = table();
  schema::PreparedTable without = prepared(source);
  without.vectors[schema::VectorKind::values].row_of[1] = schema::VectorTable::kNone;
  without.vectors[schema::VectorKind::name].row_of[1] = schema::VectorTable::kNone;
  EXPECT_EQ(documents_of(source, without, {}).size(), 1U);
}

TEST(LakeDocument, AHitTellsWhatUsersOfTheGuideExpect) {
  const Table source = table();
  const auto documents = documents_of(source, prepared(source), {"", "p.csv", ""});
  const SimilarColumn found = similar_column({.id = documents[0].id,
                                              .score = .9,
                                              .distance = .2,
                                              .payload = documents[0].payload,
                                              .text = {},
                                              .vector = {}});
  EXPECT_EQ(found.column_name, "dob");
  EXPECT_EQ(found.table, "p.csv");
  EXPECT_EQ(found.similarity_score, .9);
  EXPECT_EQ(found.constraints, std::vector<std::string>{"not null"});
  ASSERT_FALSE(found.compatible_types.empty());
  EXPECT_EQ(found.compatible_types[0], "date") << "a type goes with itself first";
  EXPECT_EQ(found.sample_values.size(), 2U);
}

TEST(LakeDocument, TheStampFollowsEverythingThatDecidesADocument) {
  std::set<std::string> stamps = {stamp_of(table(), 1)};
  const auto differs = [&](const Table& changed, std::uint64_t mark) {
    return stamps.insert(stamp_of(changed, mark)).second;
  };
  EXPECT_FALSE(differs(table(), 1)) << "equal tables, equal stamps";
  EXPECT_TRUE(differs(table(), 2)) << "another model";
  Table changed = table();
  changed.columns[0].description = "birth";
  EXPECT_TRUE(differs(changed, 1));
  changed = table();
  changed.columns[0].cells.push("z");
  EXPECT_TRUE(differs(changed, 1));
  changed = table();
  changed.columns[0].cells.push_null();
  EXPECT_TRUE(differs(changed, 1));
  changed = table();
  changed.columns[0].unique = true;
  EXPECT_TRUE(differs(changed, 1));
}

}  // namespace
}  // namespace cognate::engine
