#include "model/packed_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>

#include "model/packed_format.h"
#include "model/packed_image.h"
#include "model/packed_testing.h"

namespace cognate::model {
namespace {

constexpr std::uint64_t kRows = 13;
constexpr std::uint64_t kRowBytes = 8;

const PackedKey kKey = {.source = {.high = 1, .low = 2},
                        .revision = 3,
                        .layout = 4,
                        .precision = "int8",
                        .isa = "avx2"};

/// A small file of every kind of section: short, long, with blocks of which the last is short.
PackedImage make_image(ThreadPool& pool) {
  PackedImage image({{.name = "words", .bytes = kRows * kRowBytes, .block_bytes = 4 * kRowBytes},
                     {.name = "odd", .bytes = 5},
                     {.name = "long", .bytes = 5000},
                     {.name = "bias", .bytes = 64}});
  for (const char* name : {"words", "odd", "long", "bias"}) {
    for (std::size_t i = 0; i < image.section(name).size(); ++i) {
      image.section(name)[i] = static_cast<std::byte>(i * 7 + 1);
    }
  }
  image.seal(kKey, pool);
  return image;
}

std::string make_file() {
  ThreadPool pool(2);
  return std::string(make_image(pool).bytes());
}

std::vector<std::uint32_t> all_rows() {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < kRows; ++i) {
    rows.push_back(i);
  }
  return rows;
}

void expect_error(const std::string& file, Code code, const std::string& words) {
  const auto result = PackedFile::parse(file);
  ASSERT_FALSE(result) << "accepted, but should say: " << words;
  EXPECT_EQ(result.error().code, code) << result.error().message;
  EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
}

TEST(PackedFile, GivesBackWhatWasPacked) {
  const std::string bytes = make_file();
  const auto file = PackedFile::parse(bytes);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->key(), kKey);
  EXPECT_EQ(file->bytes(), bytes.size());
  const auto odd = file->section("odd", 5);
  ASSERT_TRUE(odd);
  EXPECT_EQ(*odd, "\x01\x08\x0f\x16\x1d");
  EXPECT_TRUE(file->floats("bias", 16));
  const auto rows = file->rows("words", kRows, kRowBytes);
  ASSERT_TRUE(rows);
  EXPECT_TRUE(rows->check(all_rows()));
  EXPECT_EQ(rows->row(12)[7], std::byte{(103 * 7 + 1) % 256});
  EXPECT_TRUE(file->verify());
}

TEST(PackedFile, SectionsAreAlignedForTheKernelsAndLongOnesToPages) {
  const std::string bytes = make_file();
  const auto file = PackedFile::parse(bytes);
  const auto offset = [&](std::string_view section) {
    return static_cast<std::size_t>(section.data() - bytes.data());
  };
  EXPECT_EQ(offset(*file->section("odd")) % 64, 0U);
  EXPECT_EQ(offset(*file->section("long")) % 4096, 0U);
}

TEST(PackedFile, TheSameContentIsTheSameBytes) {
  ThreadPool one(1);
  ThreadPool three(3);
  EXPECT_EQ(make_image(one).bytes(), make_image(three).bytes());
}

TEST(PackedFile, SectionsOfOtherSizesAreErrorsInWords) {
  const std::string bytes = make_file();
  const auto file = PackedFile::parse(bytes);
  EXPECT_EQ(file->section("none").error().message, "there is no section 'none'");
  EXPECT_EQ(file->section("odd", 6).error().message,
            "section 'odd' has 5 bytes where 6 are needed");
  EXPECT_FALSE(file->floats("odd", 1));
  EXPECT_FALSE(file->section("words")) << "its blocks would go unchecked";
  EXPECT_FALSE(file->rows("words", kRows + 1, kRowBytes));
  EXPECT_FALSE(file->rows("words", kRows * 2, kRowBytes / 2 * 3));
  EXPECT_FALSE(file->rows("words", 1, kRows * kRowBytes)) << "no whole row fits a block";
  EXPECT_FALSE(file->rows("long", 625, kRowBytes)) << "it has no blocks";
  EXPECT_FALSE(file->rows("words", std::uint64_t{1} << 61, kRowBytes));
}

TEST(PackedFile, EveryFlippedBitIsFound) {
  const std::string whole = make_file();
  std::set<std::string> found;  // every way of finding one is used
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int bit : {0, 3, 7}) {
      std::string broken = whole;
      broken[at] = static_cast<char>(broken[at] ^ (1 << bit));
      const auto file = PackedFile::parse(broken);
      if (!file) {
        found.insert(file.error().message.substr(0, 8));
        continue;
      }
      const Status verified = file->verify();
      ASSERT_FALSE(verified) << "byte " << at << ", bit " << bit << " goes unseen";
      EXPECT_EQ(verified.error().code, Code::corrupt);
      EXPECT_FALSE(file->rows("words", kRows, kRowBytes)->check(all_rows())) << "byte " << at;
      found.insert("rows");
    }
  }
  EXPECT_GE(found.size(), 5U);
}

TEST(PackedFile, ABrokenBlockIsAnErrorWhenItsRowsAreUsedAndOnlyThen) {
  std::string bytes = make_file();
  const auto whole = PackedFile::parse(bytes);
  const std::size_t row_5 =
      static_cast<std::size_t>(whole->rows("words", kRows, kRowBytes)->row(5) -
                               reinterpret_cast<const std::byte*>(bytes.data()));
  bytes[row_5] = static_cast<char>(bytes[row_5] ^ 1);
  const auto file = PackedFile::parse(bytes);
  ASSERT_TRUE(file) << file.error().message;
  const auto rows = file->rows("words", kRows, kRowBytes);
  for (int time = 0; time < 2; ++time) {
    EXPECT_TRUE(rows->check(std::vector<std::uint32_t>{0, 3, 8, 12}));
    const Status broken = rows->check(std::vector<std::uint32_t>{0, 6});
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, Code::corrupt);
    EXPECT_EQ(broken.error().message, "rows 4 to 7 are not what was written: a byte has changed");
  }
}

TEST(PackedFile, EveryPrefixIsAnErrorAndSoIsMore) {
  const std::string whole = make_file();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto file = PackedFile::parse(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(file) << size << " bytes";
    ASSERT_EQ(file.error().code, Code::corrupt);
    ASSERT_NE(file.error().message.find("cut short"), std::string::npos) << file.error().message;
  }
  expect_error(whole + '\0', Code::corrupt, "but there are");
}

TEST(PackedFile, AnotherVersionOrByteOrderIsSaid) {
  packed::Head head;
  std::string file = make_file();
  std::memcpy(&head, file.data(), sizeof(head));
  head.version = 0;
  std::memcpy(file.data(), &head, sizeof(head));
  packed::make_checksums_right(file);
  expect_error(file, Code::unsupported, "is in version 0 of the format; this program reads");
  head.byte_order = 0x04030201;
  std::memcpy(file.data(), &head, sizeof(head));
  expect_error(file, Code::unsupported, "of the other byte order");
  expect_error("PK\x03\x04" + file.substr(4), Code::corrupt, "does not begin as");
}

/// Changes the entry of section `index`, puts the checksums right and expects an error.
template <class Change>
void expect_refused(std::size_t index, Change change) {
  std::string file = make_file();
  char* const at = file.data() + sizeof(packed::Head) + index * sizeof(packed::Entry);
  packed::Entry entry;
  std::memcpy(&entry, at, sizeof(entry));
  change(entry);
  std::memcpy(at, &entry, sizeof(entry));
  packed::make_checksums_right(file);
  expect_error(file, Code::corrupt, "");
}

TEST(PackedFile, SectionsThatLieElsewhereAreRefusedThoughTheirChecksumsAreRight) {
  using packed::Entry;
  const std::uint64_t huge = ~std::uint64_t{0};
  expect_refused(1, [](Entry& entry) { entry.offset += 4096; });
  expect_refused(1, [](Entry& entry) { entry.offset = 0; });
  expect_refused(1, [&](Entry& entry) { entry.offset = huge; });
  expect_refused(1, [](Entry& entry) { entry.bytes = 0; });
  expect_refused(1, [](Entry& entry) { entry.bytes += 64; });
  expect_refused(1, [&](Entry& entry) { entry.bytes = huge; });
  expect_refused(1, [](Entry& entry) { entry.block_bytes = 1; });
  expect_refused(1, [](Entry& entry) { entry.zeros = 1; });
  expect_refused(1, [](Entry& entry) { entry.name = packed::filled<32>("zz"); });
  expect_refused(1, [](Entry& entry) { entry.name = {}; });
  expect_refused(1, [](Entry& entry) { entry.name.fill('l'); });
  expect_refused(3, [](Entry& entry) { entry.bytes -= 8; });
  expect_refused(3, [](Entry& entry) { entry.block_bytes = 0; });
}

TEST(PackedFile, NumbersOfSectionsThatCannotBeAreRefused) {
  for (const std::uint32_t count : {0U, 3U, 5U, 4097U, 0xFFFFFFFFU}) {
    std::string file = make_file();
    packed::Head head;
    std::memcpy(&head, file.data(), sizeof(head));
    head.sections = count;
    std::memcpy(file.data(), &head, sizeof(head));
    packed::make_checksums_right(file);
    expect_error(file, Code::corrupt, "");
  }
}

TEST(PackedFile, OpensFromDiskAndNamesTheFileInErrors) {
  const std::string path = testing::TempDir() + "packed_file_test.pack";
  ASSERT_TRUE(write_atomically(real_file_system(), path, make_file()));
  EXPECT_TRUE(PackedFile::open(real_file_system(), path));
  ASSERT_TRUE(write_atomically(real_file_system(), path, make_file().substr(0, 300)));
  const auto cut = PackedFile::open(real_file_system(), path);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().message.find(path), 0U);
  ASSERT_TRUE(real_file_system().remove(path));
  EXPECT_EQ(PackedFile::open(real_file_system(), path).error().code, Code::not_found);
}

TEST(PackedFile, AdoptsAnImageWithoutAFile) {
  ThreadPool pool(1);
  const auto file = PackedFile::adopt(make_image(pool).release());
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_TRUE(file->floats("bias", 16));
}

}  // namespace
}  // namespace cognate::model
