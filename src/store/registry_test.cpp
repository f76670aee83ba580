#include "store/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace cognate::store {
namespace {

using ::testing::HasSubstr;

TEST(Registry, EveryBackEndIsFoundByItsName) {
  std::set<std::string> names;
  for (const Backend* backend : backends()) {
    const auto found = find_backend(backend->name);
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, backend);
    EXPECT_TRUE(names.insert(backend->name).second) << backend->name << " is there twice";
    EXPECT_NE(backend->make, nullptr);
    EXPECT_NE(backend->load, nullptr);
  }
}

TEST(Registry, AnAbsentBackEndSaysHowToBuildIt) {
  for (const AbsentBackend& absent : absent_backends()) {
    const auto found = find_backend(absent.name);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::unsupported);
    EXPECT_THAT(found.error().message, HasSubstr(absent.option));
    EXPECT_THAT(found.error().message, HasSubstr(absent.how));
  }
}

TEST(Registry, AnUnknownNameIsRefusedWithTheNamesThatAreThere) {
  const auto found = find_backend("natve");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::invalid_argument);
  EXPECT_THAT(found.error().message, HasSubstr("\"natve\""));
  for (const Backend* backend : backends()) {
    EXPECT_THAT(found.error().message, HasSubstr(backend->name));
  }
}

}  // namespace
}  // namespace cognate::store
