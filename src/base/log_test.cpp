#include "base/log.h"

#include <gtest/gtest.h>

namespace cognate {
namespace {

std::string written(log::Level level, const std::string& message) {
  testing::internal::CaptureStderr();
  log::warning("{}", message);
  log::debug("{}", message);
  log::write(level, message);
  return testing::internal::GetCapturedStderr();
}

TEST(Log, WhatIsBelowTheLevelIsDropped) {
  log::set_level(log::Level::error);
  EXPECT_EQ(written(log::Level::info, "hello"), "");
  EXPECT_FALSE(log::enabled(log::Level::warning));
  log::set_level(log::Level::warning);
  EXPECT_TRUE(log::enabled(log::Level::warning));
  EXPECT_NE(written(log::Level::info, "hello").find("warning: hello"), std::string::npos);
}

TEST(Log, TextFromAFileCannotFakeALineNorSteerTheTerminal) {
  log::set_level(log::Level::warning);
  const std::string line = written(log::Level::off, "a\nb\x1b[2J");
  EXPECT_NE(line.find("a\\x0ab\\x1b[2J"), std::string::npos) << line;
}

}  // namespace
}  // namespace cognate
