// Codes of every instruction set that this machine has, and AVX-512's by SIMDe: all give the same
// integers.

#include "simd/codes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "simd/test_numbers.h"

namespace cognate::simd {

extern const CodeKernels avx512_codes_on_simde;

namespace {

std::vector<const CodeKernels*> usable() {
  std::vector<const CodeKernels*> tables = {&avx512_codes_on_simde};
  for (const CodeKernels* const* row = all_code_kernels(); *row != nullptr; ++row) {
    if ((*row)->runs_here()) {
      tables.push_back(*row);
    }
  }
  return tables;
}

std::string name_of(const testing::TestParamInfo<const CodeKernels*>& table) {
  return std::string(table.param->isa) + (table.param == &avx512_codes_on_simde ? "_on_simde" : "");
}

class EveryCodeKernels : public testing::TestWithParam<const CodeKernels*> {};
INSTANTIATE_TEST_SUITE_P(Isa, EveryCodeKernels, testing::ValuesIn(usable()), name_of);

/// Rows and queries with their elements side by side, extremes among them.
struct Numbers {
  Numbers(std::size_t row_count, std::size_t query_count, std::size_t block_count, unsigned seed)
      : blocks(block_count),
        rows(row_count * blocks * kNibbleBlockBytes),
        queries(query_count * blocks * kNibbleBlockElements) {
    std::mt19937 random(seed);
    for (std::uint8_t& byte : rows) {
      byte = seed % 3 == 0 ? 0xFF : static_cast<std::uint8_t>(random());
    }
    for (std::int8_t& element : queries) {
      element = static_cast<std::int8_t>(seed % 3 == 0 ? (seed % 2 == 0 ? -128 : 127) : random());
    }
  }

  std::int32_t dot(std::size_t row, std::size_t query) const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < blocks * kNibbleBlockElements; ++i) {
      const std::size_t block = i / kNibbleBlockElements;
      const std::size_t j = i % kNibbleBlockElements;
      const std::uint8_t byte = rows[(row * blocks + block) * kNibbleBlockBytes + j % 64];
      const int code = j < 64 ? byte & 15 : byte >> 4;
      sum += std::int64_t{code} * queries[query * blocks * kNibbleBlockElements + i];
    }
    return static_cast<std::int32_t>(sum);
  }

  std::size_t blocks;
  std::vector<std::uint8_t> rows;
  std::vector<std::int8_t> queries;
};

TEST_P(EveryCodeKernels, DotsAreExactForAnyNumberOfScatteredRows) {
  for (const std::size_t blocks : {1UL, 3UL, 6UL, 512UL}) {
    for (unsigned seed = 0; seed < 4; ++seed) {
      const Numbers numbers(11, 1, blocks, seed);
      for (std::size_t count = 0; count <= 11; ++count) {
        std::vector<const std::uint8_t*> rows;
        for (std::size_t r = 0; r < count; ++r) {
          rows.push_back(numbers.rows.data() + (r * 7 % 11) * blocks * kNibbleBlockBytes);
        }
        std::vector<std::int32_t> sums(count + 1, -7);
        GetParam()->dots(numbers.queries.data(), blocks, rows.data(), count, sums.data());
        for (std::size_t r = 0; r < count; ++r) {
          ASSERT_EQ(sums[r], numbers.dot(r * 7 % 11, 0)) << blocks << " blocks";
        }
        ASSERT_EQ(sums[count], -7) << "wrote beyond the last";
      }
    }
  }
}

TEST_P(EveryCodeKernels, AScanIsTheDotOfEveryRowAndQuery) {
  for (const std::size_t queries : {16UL, 32UL, 80UL}) {
    for (const std::size_t rows : {0UL, 1UL, 5UL, 6UL, 25UL}) {
      for (unsigned seed = 0; seed < 4; ++seed) {
        const Numbers numbers(rows, queries, 3, seed);
        std::vector<std::int8_t> packed(numbers.queries.size());
        pack_queries(numbers.queries.data(), queries, 3, packed.data());
        std::vector<std::int32_t> sums(rows * queries + 1, -7);
        GetParam()->scan({.packed = packed.data(),
                          .queries = queries,
                          .blocks = 3,
                          .rows = numbers.rows.data(),
                          .count = rows,
                          .sums = sums.data()});
        for (std::size_t r = 0; r < rows; ++r) {
          for (std::size_t q = 0; q < queries; ++q) {
            ASSERT_EQ(sums[r * queries + q], numbers.dot(r, q));
          }
        }
        ASSERT_EQ(sums.back(), -7) << "wrote beyond the last";
      }
    }
  }
}

TEST_P(EveryCodeKernels, ReachingFindsEachNumberAtItsLimitOrAbove) {
  std::mt19937 random(5);
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<std::int32_t> numbers(count);
    std::vector<std::int32_t> limits(count);
    std::vector<std::uint32_t> want;
    for (std::size_t i = 0; i < count; ++i) {
      numbers[i] = static_cast<std::int32_t>(random() % 9) - 4;
      limits[i] = static_cast<std::int32_t>(random() % 9) - 4;
      if (numbers[i] >= limits[i]) {
        want.push_back(static_cast<std::uint32_t>(i));
      }
    }
    std::vector<std::uint32_t> found(count);
    found.resize(GetParam()->reaching(numbers.data(), limits.data(), count, found.data()));
    ASSERT_EQ(found, want);
  }
}

TEST_P(EveryCodeKernels, SquaredDistanceAgreesAtEveryLength) {
  for (std::size_t n = 0; n <= 100; ++n) {
    const std::vector<float> a = random_floats(n, 13);
    const std::vector<float> b = random_floats(n, 14);
    double want = 0;
    for (std::size_t i = 0; i < n; ++i) {
      want += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
    }
    EXPECT_NEAR(GetParam()->squared_distance(a.data(), b.data(), n), want, 1e-5 * want + 1e-6);
  }
}

/// What float16 bits mean, by IEEE 754.
double value_of(std::uint16_t half) {
  const int exponent = half >> 10 & 31;
  const int fraction = half & 1023;
  const double size =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  return (half & 0x8000U) != 0 ? -size : size;
}

TEST_P(EveryCodeKernels, HalfDotTakesEveryFiniteHalf) {
  for (unsigned bits = 0; bits < 0x1'0000U; bits += 7) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float one = 1.0F;
    if ((bits & 0x7C00U) != 0x7C00U) {
      ASSERT_EQ(GetParam()->half_dot(&one, &half, 1), value_of(half)) << bits;
    }
  }
}

TEST_P(EveryCodeKernels, HalfDotAgreesAtEveryLength) {
  std::mt19937 random(3);
  for (std::size_t n = 0; n <= 100; ++n) {
    const std::vector<float> a = random_floats(n, 13);
    std::vector<std::uint16_t> halves(n);
    double want = 0;
    for (std::size_t i = 0; i < n; ++i) {
      halves[i] = static_cast<std::uint16_t>(0x3800U + random() % 0x0800U);  // 0.5 to 2
      want += double{a[i]} * value_of(halves[i]);
    }
    EXPECT_NEAR(GetParam()->half_dot(a.data(), halves.data(), n), want, 1e-4);
  }
}

}  // namespace
}  // namespace cognate::simd
