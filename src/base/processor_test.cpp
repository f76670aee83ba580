#include "base/processor.h"

#include <gtest/gtest.h>

#include "base/faulty_file_system.h"

namespace cognate {
namespace {

TEST(Processor, IsNamedByTheFirstCoreOfTheSystemsList) {
  FaultyFileSystem fs;
  fs.put("/proc/cpuinfo",
         "processor\t: 0\nmodel name\t: Some CPU 9000\nflags\t: fpu\n\n"
         "processor\t: 1\nmodel name\t: Another\n");
  EXPECT_EQ(processor_name(fs), "Some CPU 9000");
}

TEST(Processor, IsUnknownWhereTheSystemDoesNotTell) {
  FaultyFileSystem fs;
  EXPECT_EQ(processor_name(fs), "unknown processor");
  fs.put("/proc/cpuinfo", "processor\t: 0\n");
  EXPECT_EQ(processor_name(fs), "unknown processor");
}

}  // namespace
}  // namespace cognate
