#include "base/hash.h"

#include <gtest/gtest.h>

#include <string>

#include "base/faulty_file_system.h"

namespace cognate {
namespace {

// Known values of xxHash 0.8 (`xxhsum -H3`, `xxhsum -H2`) and of FIPS 180-4.

TEST(Hash64, GivesThePublishedValues) {
  EXPECT_EQ(hash64(""), 0x2d06800538d394c2U);
  EXPECT_EQ(hash64("a"), 0xe6c632b61e964e1fU);
  EXPECT_EQ(hash64("abc"), 0x78af5f94892f3950U);
}

TEST(Hash64, TheSeedChangesTheValue) { EXPECT_NE(hash64("abc", 0), hash64("abc", 1)); }

TEST(Hash128, GivesThePublishedValues) {
  EXPECT_EQ(hash128(""), (Hash128{.high = 0x99aa06d3014798d8U, .low = 0x6001c324468d497fU}));
  EXPECT_EQ(hash128("abc"), (Hash128{.high = 0x06b05ab6733a6185U, .low = 0x78af5f94892f3950U}));
}

Result<std::string> sha256_of(const std::string& content) {
  FaultyFileSystem fs;
  fs.put("file", content);
  return sha256_file(fs, "file");
}

TEST(Sha256File, GivesThePublishedValues) {
  EXPECT_EQ(*sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(*sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(*sha256_of(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256File, AFileThatShrinksMeanwhileGetsNoHash) {
  FaultyFileSystem fs;
  fs.put("file", "0");
  fs.set_faults({.short_reads = true});
  EXPECT_FALSE(sha256_file(fs, "file"));
}

TEST(Sha256File, AMissingFileIsNamed) {
  const auto hash = sha256_file(real_file_system(), "/nowhere/at/all");
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, Code::not_found);
  EXPECT_NE(hash.error().message.find("/nowhere/at/all"), std::string::npos);
}

}  // namespace
}  // namespace cognate
