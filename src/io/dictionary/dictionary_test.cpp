// Data dictionaries: what is one, what is none, and what is read in it.

#include "io/dictionary/dictionary.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/test_tables.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// "name:type:value|value" of each column, of a dictionary; of a table "rows".
std::string read_as(const std::string& path, const std::string& content,
                    const std::string& prefix = "") {
  FaultyFileSystem fs;
  fs.put(path, content);
  auto source = open_source(fs, prefix + path);
  if (!source) {
    return source.error().message;
  }
  std::string text;
  const auto names = (*source)->tables();
  for (const std::string& name : *names) {
    const auto table = (*source)->sample(name, {});
    if (!table) {
      return table.error().message;
    }
    if (table->note.empty() && prefix.empty()) {
      return "rows";
    }
    text += text.empty() ? "" : "; ";
    text += name;
    for (std::size_t i = 0; i < table->columns.size(); ++i) {
      const Column& column = table->columns[i];
      text += ' ' + column.name + ':' + column.declared_type + (column.nullable ? "" : "!") + ':';
      for (const std::string& value : cells_of(*table, i)) {
        text += value + '|';
      }
    }
  }
  return text;
}

TEST(Dictionary, ACsvOfNamesDescriptionsAndTypesIsOne) {
  EXPECT_EQ(read_as("/d.csv",
                    "column_name,description,data_type,allowed_values\n"
                    "gender,the gender as the person says,string,\"male, female, unknown\"\n"
                    "age,age in whole years at diagnosis,integer,\n"),
            "d gender:string:male|female|unknown| age:integer:");
}

TEST(Dictionary, DescriptionsComeAlong) {
  FaultyFileSystem fs;
  fs.put("/d.csv", "Variable,Definition\nage_dx,\"age, in years\"\nsex_c,what the person says\n");
  auto source = open_source(fs, "/d.csv");
  ASSERT_TRUE(source) << message_of(source);
  const auto table = (*source)->sample("d", {});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->columns[0].description, "age, in years");
  EXPECT_THAT(table->note, HasSubstr("table:/d.csv"));
}

TEST(Dictionary, RedcapAndInformationSchemaAreKnown) {
  EXPECT_EQ(read_as("/d.csv",
                    "\"Variable / Field Name\",\"Form Name\",\"Field Type\",\"Field Label\","
                    "\"Choices, Calculations, OR Slider Labels\"\n"
                    "sex,visit,radio,Sex at birth,\"1, Male | 2, Female\"\n"
                    "dob,visit,text,Date of birth of the child,\n"),
            "visit sex:radio:Male|Female| dob:text:");
  EXPECT_EQ(read_as("/i.csv",
                    "table_schema,table_name,column_name,is_nullable,data_type\n"
                    "public,orders,id,NO,bigint\npublic,orders,state,YES,text\n"
                    "public,lines,no,NO,integer\n"),
            "orders id:bigint!: state:text:; lines no:integer!:");
}

TEST(Dictionary, OrdinaryTablesAreNone) {
  const std::vector<std::string> tables = {
      "name,description,price\nchair,a chair of oak wood,12\ntable,a table of pine wood,80\n",
      "name,type\nPikachu,electric\nBulbasaur,grass\n",
      "name,type,description\nPikachu,electric,a mouse that glows\nBulbasaur,grass,a plant that "
      "walks\n",
      "property,description,price,rooms\nOld Mill Lane 3,a house by the river,100,3\nHigh Street "
      "1,a flat in the town,80,2\n",
      "variable,description,2019,2020,2021\ngdp,gross domestic product in billions,1,2,3\npop,all "
      "who live there on a day,1,2,3\n",
      "id,label,type\n1,first of all things,string\n2,second of all things,int\n",
      "field,description,yield,hectares,owner\nNorth field,by the old mill road,3,4,Ann\nSouth "
      "field,by the new mill road,4,5,Bob\n",
      "variable,type,value\nage,integer,3\nage,integer,4\nage,integer,5\n",
      "field,comment\n,\n,\n",
  };
  for (const std::string& table : tables) {
    EXPECT_EQ(read_as("/t.csv", table), "rows") << table;
  }
}

TEST(Dictionary, WhatTheUserSaysCounts) {
  const std::string weak = "name,description\nchair,a chair of oak\ntable,a table of pine\n";
  EXPECT_EQ(read_as("/t.csv", weak, "dictionary:"), "t chair:: table::");
  FaultyFileSystem fs;
  fs.put("/d.csv", "column_name,data_type\nage,integer\nsex,string\n");
  const auto dictionary = (*open_source(fs, "/d.csv"))->sample("d", {});
  EXPECT_EQ(dictionary->columns[0].name, "age");
  const auto rows = (*open_source(fs, "table:/d.csv"))->sample("d", {});
  EXPECT_EQ(rows->columns[0].name, "column_name");
  EXPECT_THAT(read_as("/t.csv", "a,b\n1,2\n", "dictionary:"),
              HasSubstr("cannot be read as a data dictionary: its first row needs"));
  EXPECT_THAT(read_as("/t.json", "[1, 2]", "dictionary:"), HasSubstr("neither a JSON Schema"));
  EXPECT_THAT(read_as("/t.sql", "CREATE TABLE t (a int);", "dictionary:"),
              HasSubstr("is read from CSV or JSON"));
}

TEST(Dictionary, JsonSchemaIsOne) {
  EXPECT_EQ(read_as("/s.json", R"({
    "title": "person", "type": "object", "required": ["id"],
    "properties": {
      "id": {"type": "integer", "description": "the number"},
      "sex": {"enum": ["m", "f", null]},
      "born": {"type": ["null", "string"], "format": "date"},
      "state": {"$ref": "#/$defs/state"},
      "tags": {"type": "array", "items": {"enum": ["x", "y"]}},
      "kind": {"oneOf": [{"const": "a"}, {"const": "b", "description": "the second"}]}
    },
    "$defs": {"state": {"type": "string", "enum": ["new", "paid"]},
              "address": {"properties": {"zip": {"type": "string"}}}}})"),
            "person id:integer!: sex::m|f| born:date: state:string:new|paid| tags:array:x|y| "
            "kind::a|b|; address zip:string:");
}

TEST(Dictionary, ListsMapsAndTableSchemaAreOnes) {
  EXPECT_EQ(read_as("/l.json", R"([
      {"name": "age", "type": "integer", "description": "years since birth"},
      {"name": "sex", "type": "enum", "values": ["m", "f"]}])"),
            "l age:integer: sex:enum:m|f|");
  EXPECT_EQ(read_as("/m.json", R"({
      "age": {"type": "integer", "description": "years since the birth"},
      "sex": {"type": "string", "values": {"m": "male", "f": "female"}}})"),
            "m age:integer: sex:string:m|f|");
  EXPECT_EQ(read_as("/f.json", R"({"name": "people", "fields": [
      {"name": "age", "type": "integer", "constraints": {"required": true}},
      {"name": "sex", "type": "string", "constraints": {"enum": ["m", "f"]}}]})"),
            "people age:integer!: sex:string:m|f|");
  EXPECT_EQ(read_as("/n.jsonl",
                    "{\"column\": \"age\", \"type\": \"int\"}\n"
                    "{\"column\": \"sex\", \"type\": \"text\"}\n"),
            "n age:int: sex:text:");
}

TEST(Dictionary, JsonDataIsNone) {
  FaultyFileSystem fs;
  const std::vector<std::string> documents = {
      R"([{"name": "chair", "description": "a chair of oak", "price": 3},
          {"name": "table", "description": "a table of pine", "price": 4}])",
      R"({"type": "Feature", "properties": {"name": "x", "address": {"street": "y"}}})",
      R"({"sword": {"type": "weapon", "description": "a long and sharp thing"},
          "bow": {"type": "weapon", "description": "a thing to shoot with"}})",
      R"([1, 2, 3])",
      R"({"a": 1})",
      R"([])",
      R"({"properties": {}})",
      "{",
      "",
      "null",
  };
  for (const std::string& document : documents) {
    const std::string result = read_as("/t.json", document);
    EXPECT_THAT(result, testing::Not(HasSubstr("dictionary"))) << document;
    EXPECT_THAT(result, testing::Not(testing::StartsWith("t chair"))) << document;
  }
}

TEST(Dictionary, ReferencesThatGoRoundEnd) {
  std::string parts;
  for (int i = 0; i < 300; ++i) {
    parts += R"({"$ref": "#/definitions/a"},)";
  }
  EXPECT_THAT(read_as("/s.json", R"({"properties": {"x": {"$ref": "#/definitions/a"}},
      "definitions": {"a": {"type": "string", "anyOf": [)" +
                                     parts + R"({"enum": ["v"]}]}}})"),
              HasSubstr("x:string:v|"));
}

TEST(Dictionary, ValuesAreListedInManyWays) {
  EXPECT_THAT(listed_values("a | b|c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(listed_values("a; b, with comma"), ElementsAre("a", "b, with comma"));
  EXPECT_THAT(listed_values("a\nb"), ElementsAre("a", "b"));
  EXPECT_THAT(listed_values("['a', 'b']"), ElementsAre("a", "b"));
  EXPECT_THAT(listed_values("1=male; 2=female"), ElementsAre("male", "female"));
  EXPECT_THAT(listed_values("m = male, f = female"), ElementsAre("m", "male", "f", "female"));
  EXPECT_THAT(listed_values("any number"), IsEmpty());
  EXPECT_THAT(listed_values("free text, but no more than twenty letters in all of it"), IsEmpty());
  EXPECT_THAT(listed_values(""), IsEmpty());
  EXPECT_THAT(listed_values("[|]"), IsEmpty());
}

TEST(Dictionary, AHundredThousandRowsAndHugeCellsAreRead) {
  std::string csv = "field_name,description,data_type,permissible_values\n";
  csv += "huge,a list that is long,enum,\"";
  for (int i = 0; i < 20'000; ++i) {
    csv += fmt::format("value number {}; ", i);
  }
  csv += "\"\n";
  for (int i = 1; i < 99'999; ++i) {
    csv += fmt::format("field_{},the field of number {},string,\n", i, i);
  }
  FaultyFileSystem fs;
  fs.put("/d.csv", csv);
  auto source = open_source(fs, "/d.csv");
  ASSERT_TRUE(source) << message_of(source);
  const auto table = (*source)->sample("d", {});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->columns.size(), 99'999U);
  EXPECT_EQ(table->columns[0].cells.size(), 20'000U);
  EXPECT_TRUE(table->columns[0].cells_are_allowed_values);
}

TEST(Dictionary, BrokenUtf8IsRepaired) {
  FaultyFileSystem fs;
  fs.put("/d.csv",
         "column_name,data_type,description\nä1,text,über den Fluß\nb\xFF,text,x\xC3 y z\n");
  auto source = open_source(fs, "/d.csv");
  ASSERT_TRUE(source) << message_of(source);
  std::string unchanged;
  const auto table = (*source)->sample("d", {});
  ASSERT_TRUE(table) << message_of(table);
  for (const Column& column : table->columns) {
    EXPECT_EQ(append_repaired_utf8(column.name + column.description, unchanged), 0U);
  }
}

}  // namespace
}  // namespace cognate::io
