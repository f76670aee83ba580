#include "server/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace cognate::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class Keys : public testing::Test {
 protected:
  ~Keys() override { std::filesystem::remove(path); }
  std::string content() const { return *read_file(real_file_system(), path, 1 << 20); }

  const std::string path = testing::TempDir() + "cognate_keys_" +
                           testing::UnitTest::GetInstance()->current_test_info()->name();
  const KeyFile file{real_file_system(), path};
};

TEST_F(Keys, AKeyIsFoundByItsSecretAndTheFileDoesNotHoldIt) {
  const auto secret = file.create("web shop", Access::writer);
  const auto other = file.create("tests", Access::metrics);
  ASSERT_TRUE(secret && other);
  EXPECT_NE(*secret, *other);
  const auto all = file.read();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  const Key* const found = find_key(*all, *secret);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, "web shop");
  EXPECT_EQ(found->access, Access::writer);
  EXPECT_THAT(content(), Not(HasSubstr(secret->substr(13))));
}

TEST_F(Keys, NothingElseIsAKey) {
  const auto secret = file.create("a", Access::admin);
  ASSERT_TRUE(secret);
  const auto all = *file.read();
  std::string wrong = *secret;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (const std::string& each : {wrong, std::string(), secret->substr(1), *secret + "0",
                                  all[0].sha256, std::string("sk-test")}) {
    EXPECT_EQ(find_key(all, each), nullptr) << each;
  }
}

TEST_F(Keys, ARevokedKeyIsGone) {
  const auto secret = file.create("a", Access::reader);
  const auto kept = file.create("b", Access::reader);
  ASSERT_TRUE(secret && kept);
  const std::string id = file.read()->at(0).id;
  EXPECT_TRUE(file.revoke(id));
  const auto all = *file.read();
  EXPECT_EQ(find_key(all, *secret), nullptr);
  EXPECT_NE(find_key(all, *kept), nullptr);
  EXPECT_EQ(file.revoke(id).error().code, Code::not_found);
}

TEST_F(Keys, ADamagedFileIsRefusedByTheLine) {
  ASSERT_TRUE(file.create("a", Access::reader));
  ASSERT_TRUE(write_atomically(real_file_system(), path, content() + "abc root x\n"));
  const auto all = file.read();
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().code, Code::corrupt);
  EXPECT_THAT(all.error().message, HasSubstr(":3:"));
}

TEST_F(Keys, NamesThatWouldBreakTheFileAreRefused) {
  for (const char* name : {"", "a\nb", "a\x7F"}) {
    EXPECT_FALSE(file.create(name, Access::reader)) << name;
  }
  EXPECT_FALSE(file.stamp()) << "nothing was written";
}

TEST(Access, CoversWhatItSays) {
  using enum Access;
  struct Row {
    Access has;
    std::vector<Access> covers;
  };
  const Row rows[] = {{metrics, {open, metrics}},
                      {reader, {open, reader}},
                      {writer, {open, reader, writer}},
                      {admin, {open, metrics, reader, writer, admin}}};
  for (const Row& row : rows) {
    for (const Access needs : {open, metrics, reader, writer, admin}) {
      EXPECT_EQ(covers(row.has, needs), std::ranges::find(row.covers, needs) != row.covers.end())
          << access_name(row.has) << " for " << access_name(needs);
    }
  }
  EXPECT_FALSE(key_access("open")) << "no key is for everybody";
  EXPECT_FALSE(key_access("root"));
}

}  // namespace
}  // namespace cognate::server
