#include "store/truth/record.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace cognate::store {
namespace {

using List = std::vector<Scalar>;

Record full_record() {
  return {.id = "table.column",
          .payload = {{"absent", std::monostate()},
                      {"flag", true},
                      {"list", List{std::int64_t{1}, 2.5}},
                      {"name", std::string("Müller")},
                      {"no", false},
                      {"nothing", List{}},
                      {"number", std::int64_t{-7}},
                      {"share", .25},
                      {"words", List{std::string("a"), std::string()}}},
          .text = "a column"};
}

std::string bytes_of(const Record& record) {
  return encode_record(record.id, record.payload, record.text);
}

TEST(Record, EveryKindOfValueComesBack) {
  const Record record = full_record();
  const auto again = decode_record(bytes_of(record));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, record);
  EXPECT_EQ(*record_id(bytes_of(record)), "table.column");
}

TEST(Record, ExtremesComeBack) {
  const Record record = {.id = std::string(70'000, 'x'),
                         .payload = {{"largest", std::numeric_limits<std::int64_t>::max()},
                                     {"least", std::numeric_limits<std::int64_t>::min()},
                                     {"tiny", std::numeric_limits<double>::denorm_min()}},
                         .text = std::string(1, '\0')};
  EXPECT_EQ(*decode_record(bytes_of(record)), record);
}

TEST(Record, AnEmptyTextIsNotAMissingOne) {
  const auto empty = decode_record(encode_record("a", {}, ""));
  const auto missing = decode_record(encode_record("a", {}, {}));
  EXPECT_EQ(empty->text, "");
  EXPECT_EQ(missing->text, std::nullopt);
}

TEST(Record, AnyCutIsToldAsDamage) {
  const std::string bytes = bytes_of(full_record());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto record = decode_record(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(record) << size;
    EXPECT_EQ(record.error().code, Code::corrupt);
  }
  EXPECT_FALSE(decode_record(bytes + "x"));
}

TEST(Record, ALengthBeyondTheEndIsDamageNotABigBlock) {
  std::string bytes(1, '\1');
  bytes += "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F";
  EXPECT_EQ(decode_record(bytes).error().code, Code::corrupt);
  EXPECT_EQ(record_id(bytes).error().code, Code::corrupt);
}

TEST(Record, ALaterVersionIsNotTakenForDamage) {
  std::string bytes = bytes_of(full_record());
  bytes[0] = 2;
  EXPECT_EQ(decode_record(bytes).error().code, Code::unsupported);
}

}  // namespace
}  // namespace cognate::store
