// Codes on any processor: plain loops.

#include <cstddef>
#include <cstdint>

#include "simd/codes.h"

namespace cognate::simd {
namespace {

void dots(const std::int8_t* query, std::size_t blocks, const std::uint8_t* const* rows,
          std::size_t count, std::int32_t* sums) {
  for (std::size_t r = 0; r < count; ++r) {
    std::int32_t sum = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::uint8_t* codes = rows[r] + block * kNibbleBlockBytes;
      const std::int8_t* elements = query + block * kNibbleBlockElements;
      for (std::size_t j = 0; j < kNibbleBlockBytes; ++j) {
        sum += (codes[j] & 15) * elements[j] + (codes[j] >> 4) * elements[kNibbleBlockBytes + j];
      }
    }
    sums[r] = sum;
  }
}

void scan(const NibbleScan& job) {
  const std::size_t elements = job.blocks * kNibbleBlockElements;
  for (std::size_t r = 0; r < job.count; ++r) {
    const std::uint8_t* row = job.rows + r * job.blocks * kNibbleBlockBytes;
    for (std::size_t q = 0; q < job.queries; ++q) {
      const std::size_t lane = q % kPackQueries;
      const std::int8_t* pack = job.packed + (q - lane) * elements + lane * 4;
      std::int32_t sum = 0;
      for (std::size_t i = 0; i < elements; ++i) {
        const std::size_t in_block = i % kNibbleBlockElements;
        const std::uint8_t byte =
            row[i / kNibbleBlockElements * kNibbleBlockBytes + in_block % kNibbleBlockBytes];
        const int code = in_block < kNibbleBlockBytes ? byte & 15 : byte >> 4;
        sum += code * pack[i / 4 * 4 * kPackQueries + i % 4];
      }
      job.sums[r * job.queries + q] = sum;
    }
  }
}

std::size_t reaching(const std::int32_t* numbers, const std::int32_t* limits, std::size_t count,
                     std::uint32_t* positions) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (numbers[i] >= limits[i]) {
      positions[found++] = static_cast<std::uint32_t>(i);
    }
  }
  return found;
}

float squared_distance(const float* a, const float* b, std::size_t n) {
  float sum = 0.0F;
  for (std::size_t i = 0; i < n; ++i) {
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  }
  return sum;
}

/// Every float16 is a float32: a power of two away, and infinities.
float float_of(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t bits = sign | (half & 0x7FFFU) << 13;
  constexpr std::uint32_t kInfinity = 0x7F80'0000U;
  return (half & 0x7C00U) == 0x7C00U ? __builtin_bit_cast(float, bits | kInfinity)
                                     : __builtin_bit_cast(float, bits) * 0x1p112F;
}

float half_dot(const float* a, const std::uint16_t* halves, std::size_t n) {
  float sum = 0.0F;
  for (std::size_t i = 0; i < n; ++i) {
    sum += a[i] * float_of(halves[i]);
  }
  return sum;
}

bool runs_here() { return true; }

}  // namespace

constinit const CodeKernels kScalarCodes = COGNATE_CODES("scalar");

}  // namespace cognate::simd
