#include "base/memory.h"

#include <gtest/gtest.h>

#include "base/faulty_file_system.h"
#include "base/limits.h"

namespace cognate {
namespace {

TEST(Memory, AProcessIsSmallerThanWhatItMayTake) {
  FileSystem& fs = real_file_system();
  EXPECT_GT(resident_bytes(fs), limits::kMiB);
  EXPECT_GT(memory_bytes(fs), resident_bytes(fs));
}

TEST(Memory, ALimitOfTheControlGroupCountsAndMaxIsNone) {
  FaultyFileSystem fs;
  const std::uint64_t machine = memory_bytes(fs);
  fs.put("/sys/fs/cgroup/memory.max", "max\n");
  EXPECT_EQ(memory_bytes(fs), machine);
  fs.put("/sys/fs/cgroup/memory.max", "134217728\n");
  EXPECT_EQ(memory_bytes(fs), 128 * limits::kMiB);
}

TEST(Memory, TheResidentPagesAreTheSecondNumber) {
  FaultyFileSystem fs;
  EXPECT_EQ(resident_bytes(fs), 0U);
  fs.put("/proc/self/statm", "9999 300 200 1 0 100 0\n");
  EXPECT_EQ(resident_bytes(fs) % 300, 0U);
  EXPECT_GT(resident_bytes(fs), 0U);
}

}  // namespace
}  // namespace cognate
