// Samples of files larger than the sample: spread over the file, bounded, always the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/error.h"
#include "base/limits.h"
#include "io/test_tables.h"

namespace cognate::io {
namespace {

/// A file that is made while it is read, so that it may have any size; it counts what is read.
/// Each of its rows has `row_bytes` bytes and starts with its number.
class MadeFile final : public ReadableFile {
 public:
  MadeFile(std::uint64_t rows, bool quoted_line_ends, std::uint64_t& bytes_read)
      : rows_(rows), quoted_line_ends_(quoted_line_ends), bytes_read_(bytes_read) {}

  static constexpr std::uint64_t kRowBytes = 64;

  std::uint64_t size() const override { return (rows_ + 1) * kRowBytes; }
  FileStamp stamp() const override { return {}; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) override {
    std::size_t done = 0;
    while (done < out.size() && offset < size()) {
      const std::string row = row_text(offset / kRowBytes);
      const std::size_t at = offset % kRowBytes;
      const std::size_t n = std::min(row.size() - at, out.size() - done);
      std::memcpy(out.data() + done, row.data() + at, n);
      done += n;
      offset += n;
    }
    bytes_read_ += done;
    return done;
  }

  Result<std::string_view> map() override { return fail(Code::unsupported, "no map"); }

 private:
  /// Row 0 is the header. With line ends in quotes each row but the header has three of them that
  /// look like rows.
  std::string row_text(std::uint64_t row) const {
    std::string text = row == 0 ? "number,text,city" : fmt::format("{:012},", row);
    if (row > 0 && quoted_line_ends_) {
      text += "\"1,x,y\n2,x,y\n3,x,y\",";
    } else if (row > 0) {
      text += "plain,";
    }
    text.resize(kRowBytes - 1, row == 0 ? 'y' : 'Z');
    return text + "\n";
  }

  std::uint64_t rows_;
  bool quoted_line_ends_;
  std::uint64_t& bytes_read_;
};

class MadeFileSystem final : public FileSystem {
 public:
  MadeFileSystem(std::uint64_t rows, bool quoted_line_ends)
      : rows_(rows), quoted_line_ends_(quoted_line_ends) {}
  Result<std::unique_ptr<ReadableFile>> open(const std::string&) override {
    return std::make_unique<MadeFile>(rows_, quoted_line_ends_, bytes_read);
  }
  Result<std::unique_ptr<WritableFile>> create(const std::string&) override { return refusal(); }
  Status rename(const std::string&, const std::string&) override { return refusal(); }
  Status remove(const std::string&) override { return refusal(); }
  Status make_folders(const std::string&) override { return refusal(); }
  Result<std::vector<std::string>> list(const std::string&) override { return refusal(); }
  FileKind kind(const std::string&) override { return FileKind::file; }

  std::uint64_t bytes_read = 0;

 private:
  static Error refusal() { return fail(Code::unsupported, "only reading"); }
  std::uint64_t rows_;
  bool quoted_line_ends_;
};

std::vector<std::uint64_t> numbers_of(const Table& table) {
  std::vector<std::uint64_t> numbers;
  for (const std::string& text : cells_of(table, 0)) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    numbers.push_back(number);
  }
  return numbers;
}

constexpr std::uint64_t kRowsOf5Gigabytes = 5'000'000'000 / MadeFile::kRowBytes;

TEST(CsvSample, FiveGigabytesCostMegabytes) {
  MadeFileSystem fs(kRowsOf5Gigabytes, false);
  auto source = open_source(fs, "big.csv");
  ASSERT_TRUE(source);
  const auto table = (*source)->sample("big", {.rows_max = 10'000});
  ASSERT_TRUE(table) << message_of(table);
  EXPECT_GT(table->rows_sampled, 9'900U);
  EXPECT_LE(table->rows_sampled, 10'000U);
  EXPECT_EQ(table->rows_total, std::nullopt);
  EXPECT_EQ(table->problem_count, 0U);
  EXPECT_LT(fs.bytes_read, 16 * limits::kMiB);
}

TEST(CsvSample, PiecesOfALargeFileAreSpreadInOrderAndNeverOverlap) {
  MadeFileSystem fs(kRowsOf5Gigabytes, false);
  auto source = open_source(fs, "big.csv");
  const auto table = (*source)->sample("big", {.rows_max = 10'000});
  ASSERT_TRUE(table);
  const auto numbers = numbers_of(*table);
  EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
  EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
  for (std::uint64_t tenth = 0; tenth < 10; ++tenth) {
    const auto inside = std::count_if(numbers.begin(), numbers.end(), [&](std::uint64_t n) {
      return n * 10 / (kRowsOf5Gigabytes + 1) == tenth;
    });
    EXPECT_GT(inside, 700) << "tenth " << tenth;
  }
}

TEST(CsvSample, APieceThatStartsInsideQuotesFindsTheRowsAllTheSame) {
  MadeFileSystem fs(kRowsOf5Gigabytes, true);
  auto source = open_source(fs, "big.csv");
  ASSERT_TRUE(source);
  const auto table = (*source)->sample("big", {.rows_max = 2'000});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->problem_count, 0U);
  EXPECT_GT(table->rows_sampled, 1'900U);
  EXPECT_THAT(cells_of(*table, 1), testing::Each(std::string("1,x,y\n2,x,y\n3,x,y")));
}

TEST(CsvSample, TheSameFileGivesTheSameSample) {
  MadeFileSystem fs(10'000'000, false);
  auto source = open_source(fs, "big.csv");
  const auto once = (*source)->sample("big", {.rows_max = 1'000});
  const auto twice = (*source)->sample("big", {.rows_max = 1'000});
  EXPECT_EQ(numbers_of(*once), numbers_of(*twice));
}

TEST(CsvSample, ASmallerFileIsReadWholeAndItsRowsAreSpreadEvenly) {
  constexpr std::uint64_t kRows = 100'000;  // 6.4 MB
  MadeFileSystem fs(kRows, false);
  auto source = open_source(fs, "small.csv");
  const auto table = (*source)->sample("small", {.rows_max = 1'000});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows_total, kRows);
  EXPECT_EQ(table->rows_sampled, 1'000U);
  const auto numbers = numbers_of(*table);
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    EXPECT_EQ(numbers[i] - numbers[i - 1], 100U);
  }
}

TEST(CsvSample, TheBytesOfTheSampleAreBounded) {
  MadeFileSystem fs(100'000, false);
  auto source = open_source(fs, "small.csv");
  const auto table = (*source)->sample("small", {.rows_max = 100'000, .bytes_max = 60'000});
  ASSERT_TRUE(table);
  std::size_t bytes = 0;
  for (std::size_t c = 0; c < table->columns.size(); ++c) {
    for (const std::string& text : cells_of(*table, c)) {
      bytes += text.size();
    }
  }
  EXPECT_LE(bytes, 60'000U);
  EXPECT_GT(bytes, 50'000U);
  EXPECT_GT(numbers_of(*table).back(), 99'000U);  // spread up to the end
}

TEST(CsvSample, StrictReadsALargeFileToItsEnd) {
  constexpr std::uint64_t kRows = 400'000;  // 26 MB
  MadeFileSystem fs(kRows, false);
  auto source = open_source(fs, "big.csv");
  const auto table = (*source)->sample("big", {.rows_max = 100, .strict = true});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows_total, kRows);
  EXPECT_EQ(table->rows_sampled, 100U);
}

}  // namespace
}  // namespace cognate::io
