#include "store/filter/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <variant>
#include <vector>

namespace cognate::store {
namespace {

using Either = std::variant<std::int64_t, double>;

// 64 bits of mantissa hold every int64 and every double exactly.
static_assert(std::numeric_limits<long double>::digits >= 64);

long double exact(const Either& value) {
  return std::visit([](auto held) { return static_cast<long double>(held); }, value);
}

Number number(const Either& value) {
  return std::visit([](auto held) { return Number(held); }, value);
}

std::vector<Either> samples() {
  constexpr double kTwoTo53 = 9007199254740992.;
  constexpr double kTwoTo63 = 9223372036854775808.;
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  std::vector<Either> values = {0.,   -0.,  std::int64_t{0}, .5,      -.5, 1e308, -1e308, 5e-324,
                                kMax, kMin, kMax - 1,        kMin + 1};
  for (const double edge : {kTwoTo53, -kTwoTo53, kTwoTo63, -kTwoTo63, 1., -1.}) {
    for (const double step : {-1e9, 0., 1e9}) {
      values.emplace_back(std::nextafter(edge, edge + step));
    }
    for (std::int64_t step = -2; step <= 2 && std::fabs(edge) < kTwoTo63; ++step) {
      values.emplace_back(static_cast<std::int64_t>(edge) + step);
    }
  }
  std::mt19937_64 random(3);
  for (int i = 0; i < 40; ++i) {
    const auto integer = static_cast<std::int64_t>(random() >> (random() % 64));
    values.emplace_back(integer);
    values.emplace_back(static_cast<double>(integer));
    values.emplace_back(static_cast<double>(integer) + .5);
  }
  return values;
}

TEST(Number, IntegersAndDoublesCompareByTheirExactValue) {
  const std::vector<Either> values = samples();
  for (const Either& a : values) {
    for (const Either& b : values) {
      EXPECT_EQ(number(a) < number(b), exact(a) < exact(b))
          << static_cast<double>(exact(a)) << " " << static_cast<double>(exact(b));
      EXPECT_EQ(number(a) == number(b), exact(a) == exact(b));
      EXPECT_EQ((number(a) <=> number(b)) == 0, exact(a) == exact(b));
    }
  }
}

TEST(Number, TwoTo53Plus1IsNotTwoTo53) {
  const std::int64_t above = (std::int64_t{1} << 53) + 1;
  EXPECT_GT(Number(above), Number(9007199254740992.));
  EXPECT_EQ(Number(above - 1), Number(9007199254740992.));
}

}  // namespace
}  // namespace cognate::store
