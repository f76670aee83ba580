#include "cognate/result.h"

#include <gtest/gtest.h>

#include <memory>

#include "base/check.h"
#include "base/error.h"

namespace cognate {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) {
    return fail(Code::invalid_argument, "{} is odd", number);
  }
  return number / 2;
}

Result<int> quarter(int number) {
  TRY(const int once, half(number));
  TRY(const int twice, half(once));
  return twice;
}

Status only_even(int number) {
  TRY_OK(half(number));
  return ok();
}

TEST(Result, HoldsAValueOrTheErrorThatSaysWhyNot) {
  const auto good = half(8);
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 4);
  const auto bad = half(7);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Code::invalid_argument);
  EXPECT_EQ(bad.error().message, "7 is odd");
}

TEST(Result, TryHandsTheFirstErrorUp) {
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_EQ(quarter(6).error().message, "3 is odd");
  EXPECT_TRUE(only_even(2));
  EXPECT_EQ(only_even(5).error().message, "5 is odd");
}

TEST(Result, CarriesValuesThatCanOnlyMove) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(5);
  ASSERT_TRUE(made);
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 5);
}

TEST(Result, WithinSaysWhereItHappened) {
  EXPECT_EQ(fail(Code::corrupt, "too short").within("model.safetensors").message,
            "model.safetensors: too short");
}

TEST(Result, EveryCodeHasItsOwnName) {
  EXPECT_EQ(code_name(Code::invalid_argument), "invalid_argument");
  EXPECT_EQ(code_name(Code::deadline), "deadline");
  EXPECT_EQ(code_name(Code::internal), "internal");
}

TEST(CheckDeathTest, AProgrammersErrorEndsTheProgramAndSaysWhere) {
  EXPECT_DEATH(CHECK(1 == 2, "numbers differ"), "result_test.cpp:[0-9]+: numbers differ");
}

}  // namespace
}  // namespace cognate
