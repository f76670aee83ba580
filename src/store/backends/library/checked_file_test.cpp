#include "store/backends/library/checked_file.h"

#include <gtest/gtest.h>

#include "base/faulty_file_system.h"

namespace cognate::store {
namespace {

std::string written(std::size_t numbers) {
  FaultyFileSystem files;
  auto file = files.create("/f");
  EXPECT_TRUE(file);
  CheckedWriter out(**file);
  std::vector<std::uint32_t> values(numbers);
  for (std::size_t i = 0; i < numbers; ++i) {
    values[i] = static_cast<std::uint32_t>(i * i);
  }
  EXPECT_TRUE(out.put('a'));
  EXPECT_TRUE(out.put_all(std::span<const std::uint32_t>(values)));
  EXPECT_TRUE(out.finish());
  return files.files().at("/f");
}

Status read_back(std::string_view bytes, std::size_t numbers) {
  CheckedReader in(bytes);
  char letter = 0;
  std::vector<std::uint32_t> values;
  TRY_OK(in.get(letter));
  TRY_OK(in.get_all(values));
  TRY_OK(in.finish());
  EXPECT_EQ(letter, 'a');
  EXPECT_EQ(values.size(), numbers);
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(values[i], static_cast<std::uint32_t>(i * i));
  }
  return ok();
}

TEST(CheckedFile, GivesBackWhatWasWrittenAcrossBlocks) {
  for (const std::size_t numbers : {0, 1, 1000, 262'140, 262'141, 262'142, 600'000}) {
    EXPECT_TRUE(read_back(written(numbers), numbers)) << numbers;
  }
}

TEST(CheckedFile, RefusesEveryChangedByteAndEveryCut) {
  const std::string whole = written(100);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    const Status status = read_back(changed, 100);
    ASSERT_FALSE(status) << at;
    EXPECT_EQ(status.error().code, Code::corrupt);
    EXPECT_FALSE(read_back(whole.substr(0, at), 100)) << at;
  }
  EXPECT_FALSE(read_back(whole + "x", 100));
}

TEST(CheckedFile, RefusesBlocksThatChangedPlaces) {
  const std::string whole = written(600'000);
  constexpr std::size_t kBlock = (std::size_t{1} << 20) + 12;
  const std::string swapped =
      whole.substr(kBlock, kBlock) + whole.substr(0, kBlock) + whole.substr(2 * kBlock);
  EXPECT_FALSE(read_back(swapped, 600'000));
}

TEST(CheckedFile, DoesNotBelieveACountThatTheFileCannotHold) {
  FaultyFileSystem files;
  auto file = files.create("/f");
  CheckedWriter out(**file);
  ASSERT_TRUE(out.put(std::uint64_t{1} << 60));
  ASSERT_TRUE(out.finish());
  const std::string bytes = files.files().at("/f");
  CheckedReader in(bytes);
  std::vector<std::uint64_t> values;
  EXPECT_FALSE(in.get_all(values));
}

}  // namespace
}  // namespace cognate::store
