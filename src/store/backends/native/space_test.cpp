// What vectors become: rotations keep lengths, codes estimate dot products without bias and within
// the margins that scans rely on.

#include "store/backends/native/space.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "store/backends/native/shortlist.h"
#include "store/backends/native/test_vectors.h"

namespace cognate::store::native {
namespace {

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += double{a[i]} * b[i];
  }
  return sum;
}

TEST(Rotation, KeepsDotProductsAndSpreadsASingleElement) {
  for (const std::size_t size : {128UL, 256UL, 384UL, 640UL, 1024UL}) {
    const Rotation rotation(size);
    std::vector<float> scratch(size);
    std::vector<float> a = test::random_vectors(1, size, 1);
    std::vector<float> b = test::random_vectors(1, size, 2);
    const double before = dot(a, b);
    rotation.turn(a, scratch);
    rotation.turn(b, scratch);
    EXPECT_NEAR(dot(a, a), 1, 1e-5) << size;
    EXPECT_NEAR(dot(a, b), before, 1e-5) << size;
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      std::vector<float> one(size, 0.0F);
      one[at] = 1.0F;
      rotation.turn(one, scratch);
      const double most = std::abs(*std::ranges::max_element(
          one, [](float x, float y) { return std::abs(x) < std::abs(y); }));
      EXPECT_LT(most * std::sqrt(static_cast<double>(size)), 6) << size << " at " << at;
    }
  }
}

struct Shape {
  Form form;
  double noise;  // of dot products of unit vectors of 384 elements
};

class Coded : public testing::TestWithParam<Shape> {};
INSTANTIATE_TEST_SUITE_P(Forms, Coded,
                         testing::Values(Shape{Form::bits4, .0062}, Shape{Form::bits8, .0068}));

TEST_P(Coded, DotProductsAreRightOnAverageAndWithinTheMargins) {
  constexpr std::size_t kCount = 400;
  constexpr std::size_t kDimension = 384;
  const Space space(kDimension, Metric::cosine, GetParam().form);
  Rows rows(space, false);
  const std::vector<float> vectors = test::clustered_vectors(kCount, kDimension, 4, 3);
  std::vector<Row> numbers(kCount);
  std::iota(numbers.begin(), numbers.end(), 0U);
  ASSERT_TRUE(rows.append(numbers, vectors));
  double bias = 0;
  double squares = 0;
  double fine_squares = 0;
  Probe probe;
  std::vector<float> keys(kCount);
  for (std::size_t q = 0; q < kCount; q += 8) {
    const auto query = std::span(vectors).subspan(q * kDimension, kDimension);
    space.encode(query, probe);
    const float most = coarse_margin(rows, probe, true);
    rows.keys_of_run(probe, 0, kCount, keys.data());
    for (std::size_t i = 0; i < kCount; ++i) {
      const double off =
          keys[i] - dot(query, std::span(vectors).subspan(i * kDimension, kDimension));
      ASSERT_LE(std::abs(off), most);
      bias += off;
      squares += off * off;
    }
    if (GetParam().form == Form::bits8) {
      rows.fine_keys(probe, numbers, keys.data());
      for (std::size_t i = 0; i < kCount; ++i) {
        const double off =
            keys[i] - dot(query, std::span(vectors).subspan(i * kDimension, kDimension));
        ASSERT_LE(std::abs(off), fine_margin(rows, probe, true));
        fine_squares += off * off;
      }
    }
  }
  constexpr double kPairs = kCount / 8 * kCount;
  EXPECT_NEAR(bias / kPairs, 0, .001);
  EXPECT_LT(std::sqrt(squares / kPairs), GetParam().noise);
  EXPECT_LT(std::sqrt(fine_squares / kPairs), .002);
}

}  // namespace
}  // namespace cognate::store::native
