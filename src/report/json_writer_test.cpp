#include "report/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace cognate::report {
namespace {

std::string written(const std::function<void(JsonWriter&)>& fill) {
  std::string out;
  JsonWriter json([&](std::string_view piece) {
    out += piece;
    return ok();
  });
  fill(json);
  EXPECT_TRUE(json.finish());
  return out;
}

TEST(JsonWriter, WritesObjectsAndArraysSideBySideOrByLines) {
  EXPECT_EQ(written([](JsonWriter& json) {
              json.begin_object(Layout::lines);
              json.key("a");
              json.begin_array();
              json.integer(1);
              json.integer(2);
              json.end();
              json.key("b");
              json.begin_array(Layout::lines);
              json.end();
              json.end();
            }),
            "{\n  \"a\": [1, 2],\n  \"b\": []\n}\n");
}

TEST(JsonWriter, AnyTextComesBackFromAParser) {
  for (const std::string& text :
       {std::string("plain"), std::string("quote \" backslash \\ line\nend"),
        std::string("nul \0 inside", 12), std::string("東京 😀 \x7f"), std::string("\x01\x1f")}) {
    const std::string out = written([&](JsonWriter& json) { json.text(text); });
    EXPECT_EQ(nlohmann::json::parse(out).get<std::string>(), text);
  }
}

TEST(JsonWriter, BrokenUtf8BecomesTheReplacementCharacter) {
  const std::string out = written([](JsonWriter& json) { json.text("a\xFF"); });
  EXPECT_EQ(nlohmann::json::parse(out).get<std::string>(), "a\uFFFD");
}

TEST(JsonWriter, NumbersAreShortAndAlwaysValid) {
  const auto real = [](double value) {
    return written([&](JsonWriter& json) { json.real(value); });
  };
  EXPECT_EQ(real(0.1 + 0.2), "0.3\n");
  EXPECT_EQ(real(1), "1\n");
  EXPECT_EQ(real(std::numeric_limits<double>::quiet_NaN()), "null\n");
  EXPECT_EQ(real(std::numeric_limits<double>::infinity()), "null\n");
}

TEST(JsonWriter, ALongReportComesInPieces) {
  std::size_t pieces = 0;
  std::string out;
  JsonWriter json([&](std::string_view piece) {
    ++pieces;
    out += piece;
    return ok();
  });
  json.begin_array(Layout::lines);
  for (int i = 0; i < 20'000; ++i) {
    json.begin_object();
    json.key("name");
    json.text("a column with a name");
    json.end();
  }
  json.end();
  ASSERT_TRUE(json.finish());
  EXPECT_GT(pieces, 5U);
  EXPECT_EQ(nlohmann::json::parse(out).size(), 20'000U);
}

TEST(JsonWriter, AFailingSinkIsAskedOnceAndReported) {
  std::size_t asked = 0;
  JsonWriter json([&](std::string_view) -> Status {
    ++asked;
    return fail(Code::io, "disk full");
  });
  json.begin_array();
  for (int i = 0; i < 100'000; ++i) {
    json.begin_array();
    json.integer(12345);
    json.end();
  }
  json.end();
  const Status status = json.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "disk full");
  EXPECT_EQ(asked, 1U);
}

}  // namespace
}  // namespace cognate::report
