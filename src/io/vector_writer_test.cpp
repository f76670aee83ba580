#include "io/vector_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/faulty_file_system.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr VectorShape kShape{.type = NumberType::float32, .count = 3};

/// Gives `blocks` blocks of two rows of three numbers, then fails if `failure` is set.
NextVectors blocks_of(std::size_t blocks, bool failure = false) {
  return [blocks, failure, i = std::size_t{0},
          values = std::vector<float>(6)](VectorBlock& block) mutable -> Result<bool> {
    if (i == blocks) {
      return failure ? Result<bool>(fail(Code::deadline, "stopped")) : Result<bool>(false);
    }
    block.texts = {fmt::format("text {}", 2 * i), "a \"quote\"\n"};
    for (std::size_t k = 0; k < 6; ++k) {
      values[k] = static_cast<float>(i) + 0.1F * static_cast<float>(k);
    }
    block.numbers = std::as_bytes(std::span(values));
    ++i;
    return true;
  };
}

std::string written(VectorFormat format, std::size_t blocks) {
  FaultyFileSystem fs;
  const Status status = write_vectors(fs, "/out", format, kShape, blocks_of(blocks));
  EXPECT_TRUE(status) << message_of(status);
  return fs.files()["/out"];
}

TEST(VectorWriter, TheExtensionTellsTheFormat) {
  EXPECT_EQ(*vector_format("a/b.npy"), VectorFormat::npy);
  EXPECT_EQ(*vector_format("b.parquet"), VectorFormat::parquet);
  EXPECT_EQ(*vector_format("b.jsonl"), VectorFormat::jsonl);
  const auto unknown = vector_format("b.csv");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::invalid_argument);
  EXPECT_THAT(unknown.error().message, HasSubstr(".npy"));
}

TEST(VectorWriter, NpyHasTheHeaderThatNumpyDocumentsAndThenTheNumbers) {
  const std::string file = written(VectorFormat::npy, 2);
  ASSERT_EQ(file.size(), 128U + 4 * 3 * sizeof(float));
  EXPECT_THAT(file, StartsWith(std::string("\x93NUMPY\x01\x00\x76\x00", 10)));
  EXPECT_THAT(file.substr(10, 118),
              StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 3), }"));
  EXPECT_EQ(file[127], '\n');
  float numbers[12];
  std::memcpy(numbers, file.data() + 128, sizeof numbers);
  EXPECT_EQ(numbers[0], 0.0F);
  EXPECT_EQ(numbers[5], 0.5F);
  EXPECT_EQ(numbers[6], 1.0F);
}

TEST(VectorWriter, NpyWithoutRowsIsStillAMatrix) {
  const std::string file = written(VectorFormat::npy, 0);
  EXPECT_EQ(file.size(), 128U);
  EXPECT_THAT(file, HasSubstr("'shape': (0, 3)"));
}

TEST(VectorWriter, JsonLinesEscapeTextsAndWriteShortNumbers) {
  const std::string file = written(VectorFormat::jsonl, 1);
  EXPECT_EQ(file,
            "{\"text\":\"text 0\",\"vector\":[0,0.1,0.2]}\n"
            "{\"text\":\"a \\\"quote\\\"\\u000a\",\"vector\":[0.3,0.4,0.5]}\n");
}

/// One row of the four bytes 00, 3C, 80, FF: two numbers or four.
std::string written_bytes(VectorFormat format, NumberType type) {
  static constexpr std::byte kBytes[] = {std::byte{0x00}, std::byte{0x3C}, std::byte{0x80},
                                         std::byte{0xFF}};
  FaultyFileSystem fs;
  bool given = false;
  const VectorShape shape{.type = type, .count = sizeof kBytes / bytes_of(type)};
  const Status status =
      write_vectors(fs, "/out", format, shape, [&](VectorBlock& block) -> Result<bool> {
        block = {.texts = {"t"}, .numbers = kBytes};
        return !std::exchange(given, true);
      });
  EXPECT_TRUE(status) << message_of(status);
  return fs.files()["/out"];
}

TEST(VectorWriter, SmallerNumbersGoIntoNpyAsTheyAreUnderTheirOwnType) {
  struct Row {
    NumberType type;
    const char* header;
  };
  for (const Row& row :
       {Row{NumberType::float16, "'<f2', 'fortran_order': False, 'shape': (1, 2)"},
        Row{NumberType::int8, "'|i1', 'fortran_order': False, 'shape': (1, 4)"},
        Row{NumberType::uint8, "'|u1', 'fortran_order': False, 'shape': (1, 4)"}}) {
    const std::string file = written_bytes(VectorFormat::npy, row.type);
    EXPECT_THAT(file, HasSubstr(row.header));
    EXPECT_EQ(file.substr(128), std::string("\x00\x3C\x80\xFF", 4));
  }
}

TEST(VectorWriter, SmallerNumbersStandInJsonLinesAsTheirValues) {
  EXPECT_EQ(written_bytes(VectorFormat::jsonl, NumberType::int8),
            "{\"text\":\"t\",\"vector\":[0,60,-128,-1]}\n");
  EXPECT_EQ(written_bytes(VectorFormat::jsonl, NumberType::uint8),
            "{\"text\":\"t\",\"vector\":[0,60,128,255]}\n");
  EXPECT_THAT(written_bytes(VectorFormat::jsonl, NumberType::float16), HasSubstr("[1,"));
}

TEST(VectorWriter, UnderEverySingleFaultTheOldFileOrTheNewOneStandsWhole) {
  for (const VectorFormat format : {VectorFormat::npy, VectorFormat::jsonl}) {
    const std::string whole = written(format, 3);
    for (std::size_t operation = 0;; ++operation) {
      FaultyFileSystem fs;
      fs.put("/out", "old");
      fs.set_faults({.torn_operation = operation});
      const Status status = write_vectors(fs, "/out", format, kShape, blocks_of(3));
      const std::string left = fs.files()["/out"];
      if (fs.operations() <= operation) {
        EXPECT_TRUE(status);
        break;
      }
      EXPECT_TRUE(left == "old" || left == whole) << "operation " << operation;
    }
  }
}

TEST(VectorWriter, AFullDiskLeavesTheOldFileAndNothingElse) {
  FaultyFileSystem fs;
  fs.put("/out", "old");
  fs.set_faults({.space_bytes = 150});
  const Status status = write_vectors(fs, "/out", VectorFormat::npy, kShape, blocks_of(3));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::io);
  EXPECT_EQ(fs.files(), (std::map<std::string, std::string>{{"/out", "old"}}));
}

TEST(VectorWriter, AnErrorOfTheRowsEndsTheWritingAndLeavesTheOldFile) {
  FaultyFileSystem fs;
  fs.put("/out", "old");
  const Status status = write_vectors(fs, "/out", VectorFormat::jsonl, kShape, blocks_of(2, true));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::deadline);
  EXPECT_EQ(fs.files(), (std::map<std::string, std::string>{{"/out", "old"}}));
}

}  // namespace
}  // namespace cognate::io
