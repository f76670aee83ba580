#include "base/hash.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

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

class Sha256File : public testing::Test {
 protected:
  void write(const std::string& content) { std::ofstream(path_, std::ios::binary) << content; }
  void TearDown() override { std::filesystem::remove(path_); }

  const std::string path_ = testing::TempDir() + "cognate_hash_test.bin";
};

TEST_F(Sha256File, GivesThePublishedValues) {
  write("");
  EXPECT_EQ(*sha256_file(path_),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  write("abc");
  EXPECT_EQ(*sha256_file(path_),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  write(std::string(1'000'000, 'a'));
  EXPECT_EQ(*sha256_file(path_),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_F(Sha256File, AMissingFileIsNamed) {
  const auto hash = sha256_file("/nowhere/at/all");
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, Code::not_found);
  EXPECT_NE(hash.error().message.find("/nowhere/at/all"), std::string::npos);
}

}  // namespace
}  // namespace cognate
