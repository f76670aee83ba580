#include "store/exchange/document_json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

#include "store/filter/random_filter.h"

namespace cognate::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string json_of(const Document& document) {
  std::string json;
  append_document_json(document, json);
  return json;
}

std::string why_not(std::string_view json, const ColumnNames& names = {}) {
  const auto document = DocumentJson(names).document(json);
  EXPECT_FALSE(document) << json;
  if (document) {
    return "";
  }
  EXPECT_EQ(document.error().code, Code::invalid_argument);
  return document.error().message;
}

TEST(DocumentJson, ADocumentStandsOnOneLineInTheOrderPeopleRead) {
  const Document document{
      .id = "a\nb",
      .vector = {.1F, 2, -0.0F, 1e-45F},
      .payload = {{"n", std::int64_t{1}},
                  {"x", 1.0},
                  {"tags", std::vector<Scalar>{std::string("q\""), std::string("é")}},
                  {"none", std::monostate()},
                  {"yes", true}},
      .text = "t"};
  EXPECT_EQ(json_of(document),
            "{\"id\":\"a\\u000ab\",\"vector\":[0.1,2,-0,1e-45],\"payload\":{\"n\":1,\"none\":null,"
            "\"tags\":[\"q\\\"\",\"é\"],\"x\":1.0,\"yes\":true},\"text\":\"t\"}");
  EXPECT_EQ(json_of({.id = "a", .vector = {}}), "{\"id\":\"a\"}");
}

TEST(DocumentJson, WhatWasWrittenIsReadBackToTheBit) {
  RandomFilters random(7);
  std::mt19937_64 bits(7);
  DocumentJson reader;
  for (int i = 0; i < 2000; ++i) {
    Document document{.id = fmt::format("id {}", i), .vector = {}, .payload = random.payload()};
    while (document.vector.size() < 20) {
      const auto number = std::bit_cast<float>(static_cast<std::uint32_t>(bits()));
      if (std::isfinite(number)) {
        document.vector.push_back(number);
      }
    }
    if (i % 3 == 0) {
      document.text = std::string(static_cast<std::size_t>(i % 50), '\\') + "\x01 tä\"xt";
    }
    const std::string json = json_of(document);
    const auto read = reader.document(json);
    ASSERT_TRUE(read) << json << read.error().message;
    EXPECT_EQ(read->id, document.id);
    EXPECT_EQ(read->text, document.text);
    ASSERT_EQ(read->payload, document.payload) << json;
    for (std::size_t k = 0; k < document.vector.size(); ++k) {
      ASSERT_EQ(std::bit_cast<std::uint32_t>(read->vector[k]),
                std::bit_cast<std::uint32_t>(document.vector[k]));
    }
  }
}

TEST(DocumentJson, ALineOfAnotherWriterIsTakenToo) {
  const auto read = DocumentJson().document(
      R"( {"embedding": [1, 2.5, 1e2], "document": "d", "id": 17, "n": 3, "l": [1, 2.5],
           "metadata": {"x": null}} )");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->id, "17");
  EXPECT_THAT(read->vector, ElementsAre(1, 2.5F, 100));
  EXPECT_EQ(read->text, "d");
  EXPECT_EQ(read->payload.size(), 3U);
  EXPECT_EQ(read->payload.at("n"), Value(std::int64_t{3}));
  EXPECT_EQ(read->payload.at("l"), Value(std::vector<Scalar>{std::int64_t{1}, 2.5}));
}

TEST(DocumentJson, NamedColumnsCountInsteadOfTheUsualOnes) {
  const ColumnNames names{.id = "key", .vector = "v", .text = "body"};
  const auto read = DocumentJson(names).document(
      R"({"key": "k", "v": [1], "body": "b", "id": 5, "text": "t", "vector": [2]})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->id, "k");
  EXPECT_EQ(read->text, "b");
  EXPECT_THAT(read->vector, ElementsAre(1));
  EXPECT_EQ(read->payload.size(), 3U) << "the others are fields";
}

TEST(DocumentJson, IntegersStayIntegersUpToTheirLimits) {
  const auto read = DocumentJson().document(
      R"({"id": "a", "vector": [1], "payload": {"most": 9223372036854775807,
          "least": -9223372036854775808, "one": 1, "real": 1.0, "power": 1e0}})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->payload.at("most"), Value(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(read->payload.at("least"), Value(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(read->payload.at("one"), Value(std::int64_t{1}));
  EXPECT_EQ(read->payload.at("real"), Value(1.0));
  EXPECT_EQ(read->payload.at("power"), Value(1.0));
}

TEST(DocumentJson, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* json;
    const char* words;
  };
  const Case cases[] = {
      {"", "not JSON"},
      {"[]", "no JSON object"},
      {R"({"id": "a", "vec)", "not JSON"},
      {R"({"id": "a", "vector": [1, NaN]})", "no NaN and no Infinity"},
      {"{\"id\": \"\xff\", \"vector\": [1]}", "not UTF-8"},
      {R"({"id": "a"})", "no vector"},
      {R"({"vector": [1]})", "no id"},
      {R"({"id": null, "vector": [1]})", "id: neither a string nor an integer"},
      {R"({"id": 1.5, "vector": [1]})", "id: neither"},
      {R"({"id": "a", "vector": "1, 2"})", "vector: no list of numbers"},
      {R"({"id": "a", "vector": [1, "2"]})", "vector[1]: no number"},
      {R"({"id": "a", "vector": [1, null]})", "vector[1]: no number"},
      {R"({"id": "a", "vector": [1, 2, 1e39]})", "vector[2]: 1e+39 is beyond"},
      {R"({"id": "a", "vector": [1e999]})", "not JSON"},
      {R"({"id": "a", "id": "b", "vector": [1]})", "\"id\" stands there twice"},
      {R"({"id": "a", "vector": [1], "embedding": [1]})",
       "say which one does with --vector-column"},
      {R"({"id": "a", "vector": [1], "payload": [1]})", "payload: no object"},
      {R"({"id": "a", "vector": [1], "payload": {"n": 9223372036854775808}})", "n: an integer"},
      {R"({"id": "a", "vector": [1], "payload": {"n": {"m": 1}}})", "n: an object"},
      {R"({"id": "a", "vector": [1], "payload": {"n": [[1]]}})", "n: a list within a list"},
      {R"({"id": "a", "vector": [1], "n": 1, "payload": {"n": 1}})", "n: stands there twice"},
      {R"({"id": "a", "vector": [1], "text": 5})", "text: no string"},
      {R"({"id": "a", "vector": [1]} {"id": "b"})", "not JSON"},
  };
  for (const Case& each : cases) {
    EXPECT_THAT(why_not(each.json), HasSubstr(each.words)) << each.json;
  }
  EXPECT_THAT(why_not(R"({"id": "a", "vector": [1]})", {.vector = "v"}), HasSubstr("no vector"));
}

TEST(DocumentJson, FloatsSurviveAReaderThatTakesThemForDoublesFirst) {
  // The fewest digits of this one, 7.038531e-26, become its neighbour by way of a double.
  constexpr std::uint32_t kHard = 0x15AE43FD;
  std::mt19937 bits(3);
  for (int i = 0; i < 100'000; ++i) {
    const auto number = std::bit_cast<float>(i == 0 ? kHard : static_cast<std::uint32_t>(bits()));
    if (!std::isfinite(number)) {
      continue;
    }
    const std::string json = json_of({.id = "", .vector = {number}});
    const std::string digits = json.substr(json.find('[') + 1);
    double read = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), read);
    ASSERT_EQ(std::bit_cast<std::uint32_t>(static_cast<float>(read)),
              std::bit_cast<std::uint32_t>(number))
        << digits;
  }
}

}  // namespace
}  // namespace cognate::store
