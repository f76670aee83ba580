#include "model/buffer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace cognate::model {
namespace {

TEST(Buffer, IsAlignedToACacheLineAndOfItsSize) {
  for (const std::size_t size : {1UL, 17UL, 1'000'000UL}) {
    FloatBuffer buffer(size);
    EXPECT_EQ(buffer.size(), size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, 0U);
    buffer.data()[size - 1] = 1.0F;
  }
}

TEST(Buffer, AnAttemptAtMoreThanThereIsGivesNothing) {
  EXPECT_EQ(FloatBuffer::attempt(std::numeric_limits<std::size_t>::max()).size(), 0U);
  EXPECT_EQ(FloatBuffer::attempt(limits::kBufferBytesMax).size(), 0U);
  EXPECT_EQ(FloatBuffer::attempt(0).size(), 0U);
  EXPECT_EQ(FloatBuffer::attempt(5).size(), 5U);
}

}  // namespace
}  // namespace cognate::model
