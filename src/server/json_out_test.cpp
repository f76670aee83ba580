#include "server/json_out.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "server/base64.h"

namespace cognate::server {
namespace {

template <class Value>
std::string json(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

TEST(JsonOut, TextIsEscapedAsTheStandardHasIt) {
  EXPECT_EQ(json("a\"b\\c\nd\te\x01\x1f/é😀"), R"("a\"b\\c\nd\te\u0001\u001f/é😀")");
  EXPECT_EQ(json(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(json(""), R"("")");
}

TEST(JsonOut, NumbersReadBackAsTheSameBits) {
  std::mt19937 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random());
    float number = 0;
    std::memcpy(&number, &bits, sizeof number);
    const std::array<float, 1> one = {number};
    const std::string text = json(std::span<const float>(one));
    ASSERT_LE(text.size(), kJsonFloatBytesMax + 1);
    if (std::isfinite(number)) {
      EXPECT_EQ(std::strtof(text.c_str() + 1, nullptr), number) << text;
    } else {
      EXPECT_EQ(text, "[null]");
    }
  }
}

TEST(JsonOut, ListsHaveCommasBetweenTheirMembers) {
  const std::array<float, 3> numbers = {1, -.5F, std::numeric_limits<float>::lowest()};
  EXPECT_EQ(json(std::span<const float>(numbers)), "[1,-0.5,-3.4028235e+38]");
  EXPECT_EQ(json(std::span<const float>()), "[]");
}

TEST(JsonOut, MembersHaveThemToo) {
  std::string out;
  JsonMembers members(out);
  members.add("a", 1).add("b", "x").add("c", true).add("d", .5);
  JsonMembers(members.open("e")).end();
  members.end();
  EXPECT_EQ(out, R"({"a":1,"b":"x","c":true,"d":0.5,"e":{}})");
}

/// Bit by bit, as the standard's text has it.
std::string plain_base64(std::string_view bytes) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 6) {
    unsigned value = 0;
    for (std::size_t i = bit; i < bit + 6; ++i) {
      const bool set = i / 8 < bytes.size() && ((bytes[i / 8] >> (7 - i % 8)) & 1) != 0;
      value = value * 2 + (set ? 1 : 0);
    }
    out += alphabet[value];
  }
  return out.append((4 - out.size() % 4) % 4, '=');
}

TEST(Base64, IsWhatTheStandardHas) {
  std::mt19937 random(2);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes;
    while (bytes.size() < size) {
      bytes += static_cast<char>(random());
    }
    std::string out = "before";
    append_base64(out, std::as_bytes(std::span(bytes)));
    EXPECT_EQ(out, "before" + plain_base64(bytes));
    EXPECT_EQ(out.size(), 6 + base64_size(size));
  }
  std::string out;
  append_base64(out, std::as_bytes(std::span(std::string_view("foobar"))));
  EXPECT_EQ(out, "Zm9vYmFy") << "RFC 4648, section 10";
}

}  // namespace
}  // namespace cognate::server
