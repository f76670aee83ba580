#include "model/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "base/limits.h"

namespace cognate::model {
namespace {

std::string file_of(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  std::string file(sizeof(length), '\0');
  std::memcpy(file.data(), &length, sizeof(length));
  file += header;
  for (std::size_t i = 0; i < data_bytes; ++i) {
    file.push_back(static_cast<char>(i));
  }
  return file;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
         offsets + "}";
}

void expect_corrupt(const std::string& file, const std::string& words) {
  const auto result = SafeTensors::parse(file);
  ASSERT_FALSE(result) << "accepted, but should say: " << words;
  EXPECT_EQ(result.error().code, Code::corrupt);
  EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
}

TEST(SafeTensors, GivesSmallerFloatsExactly) {
  const auto floats = [](const std::string& dtype, const std::string& bytes) {
    const Tensor tensor = {.dtype = dtype, .shape = {}, .bytes = bytes};
    EXPECT_TRUE(holds_floats(tensor));
    std::vector<float> out(2);
    copy_floats(tensor, out.data());
    return out;
  };
  // 1.5 and -2^-24, the smallest subnormal; 1.5 and -2^-126 * 0.5, which is one of BF16.
  EXPECT_EQ(floats("F16", std::string("\x00\x3E\x01\x80", 4)),
            (std::vector<float>{1.5F, -0x1p-24F}));
  EXPECT_EQ(floats("BF16", std::string("\xC0\x3F\x40\x80", 4)),
            (std::vector<float>{1.5F, -0x1p-127F}));
  EXPECT_EQ(floats("F32", std::string("\x00\x00\xC0\x3F\x00\x00\x00\xC0", 8)),
            (std::vector<float>{1.5F, -2.0F}));
  for (const char* dtype : {"F64", "I32", "BOOL"}) {
    EXPECT_FALSE(holds_floats({.dtype = dtype, .shape = {}, .bytes = {}}));
  }
}

TEST(SafeTensors, GivesShapesAndBytesOfEachTensor) {
  const std::string file = file_of(
      R"({"__metadata__":{"format":"pt"},)" + entry("a", "F32", "[2,1]", "[0,8]") + "," +
          entry("b", "I64", "[]", "[8,16]") + "," + entry("none", "F16", "[0]", "[16,16]") + "}",
      16);
  const auto tensors = SafeTensors::parse(file);
  ASSERT_TRUE(tensors) << tensors.error().message;
  EXPECT_EQ(tensors->size(), 3U);
  ASSERT_NE(tensors->find("a"), nullptr);
  EXPECT_EQ(tensors->find("a")->shape, (std::vector<std::uint64_t>{2, 1}));
  EXPECT_EQ(tensors->find("b")->bytes[0], 8);
  EXPECT_EQ(tensors->find("b")->bytes.size(), 8U);
  EXPECT_EQ(tensors->find("c"), nullptr);
}

TEST(SafeTensors, RefusesWhatIsNoHeader) {
  expect_corrupt("", "too few");
  expect_corrupt(std::string(7, '\0'), "too few");
  expect_corrupt(file_of("[1,2]", 0), "does not begin with '{'");
  expect_corrupt(file_of("{\"a\":", 0), "no JSON object");
  expect_corrupt("\x80\x02pickle of old, which is something else", "claims");
}

TEST(SafeTensors, RefusesAHeaderLongerThanTheFileOrTheLimit) {
  std::string file = file_of("{}", 0);
  std::uint64_t length = std::uint64_t{1} << 63;
  std::memcpy(file.data(), &length, sizeof(length));
  expect_corrupt(file, "9223372036854775808 bytes");
  length = limits::kSafetensorsHeaderBytesMax;
  std::memcpy(file.data(), &length, sizeof(length));
  expect_corrupt(file, "cut short");
}

TEST(SafeTensors, RefusesTensorsThatOverlapLeaveHolesOrData) {
  expect_corrupt(file_of("{" + entry("a", "F32", "[2]", "[0,8]") + "," +
                             entry("b", "F32", "[2]", "[4,12]") + "}",
                         12),
                 "overlap at byte 4");
  expect_corrupt(file_of("{" + entry("a", "F32", "[1]", "[0,4]") + "," +
                             entry("b", "F32", "[1]", "[8,12]") + "}",
                         12),
                 "leave a hole at byte 4");
  expect_corrupt(file_of("{" + entry("a", "F32", "[1]", "[0,4]") + "}", 9),
                 "5 bytes of data belong");
}

TEST(SafeTensors, RefusesOffsetsAndShapesThatDoNotFit) {
  expect_corrupt(file_of("{" + entry("a", "F32", "[2]", "[0,8]") + "}", 7), "cut short");
  expect_corrupt(file_of("{" + entry("a", "F32", "[2]", "[8,0]") + "}", 8), "reach outside");
  expect_corrupt(file_of("{" + entry("a", "F32", "[3]", "[0,8]") + "}", 8), "needs 12 bytes");
  expect_corrupt(file_of("{" + entry("a", "F32", "[4294967296,4294967296]", "[0,8]") + "}", 8),
                 "larger than any file");
  expect_corrupt(file_of("{" + entry("a", "F32", "[-1]", "[0,8]") + "}", 8), "no whole number");
  expect_corrupt(file_of("{" + entry("a", "F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]") + "}", 8),
                 "more than the 8");
  expect_corrupt(file_of("{" + entry("a", "F33", "[2]", "[0,8]") + "}", 8), "'F33' is unknown");
  expect_corrupt(file_of(R"({"a":{"dtype":"F32","shape":[2]}})", 8), "missing");
}

TEST(SafeTensors, RefusesTheSameNameTwiceAndNamesTooLong) {
  expect_corrupt(file_of("{" + entry("a", "F32", "[1]", "[0,4]") + "," +
                             entry("a", "F32", "[1]", "[4,8]") + "}",
                         8),
                 "'a' stands twice");
  const std::string name(limits::kTensorNameBytesMax + 1, 'x');
  expect_corrupt(file_of("{" + entry(name, "F32", "[1]", "[0,4]") + "}", 4), "a name over");
}

TEST(SafeTensors, FingerprintFollowsTheData) {
  const std::string header = "{" + entry("a", "F32", "[4096]", "[0,16384]") + "}";
  std::string file = file_of(header, 16'384);
  const std::uint64_t before = SafeTensors::parse(file)->fingerprint();
  EXPECT_EQ(before, SafeTensors::parse(file)->fingerprint());
  file[file.size() / 65 * 33] ^= 1;
  EXPECT_NE(before, SafeTensors::parse(file)->fingerprint());
}

}  // namespace
}  // namespace cognate::model
