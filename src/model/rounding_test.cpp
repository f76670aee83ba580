#include "model/rounding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace cognate::model {
namespace {

constexpr std::size_t kK = 32;
constexpr std::size_t kN = 24;
constexpr std::size_t kRows = 400;

/// Rows whose elements move together, as the rows of a network do.
std::vector<float> related_rows() {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0.0F, 1.0F);
  std::vector<float> rows;
  for (std::size_t r = 0; r < kRows; ++r) {
    const float common = normal(random);
    for (std::size_t i = 0; i < kK; ++i) {
      rows.push_back(common * static_cast<float>(i % 5) + 0.3F * normal(random) + 0.5F);
    }
  }
  return rows;
}

std::vector<float> moments_of(const std::vector<float>& rows) {
  std::vector<float> moments(kK * kK);
  for (std::size_t r = 0; r < rows.size() / kK; ++r) {
    for (std::size_t i = 0; i < kK; ++i) {
      for (std::size_t j = 0; j < kK; ++j) {
        moments[i * kK + j] += rows[r * kK + i] * rows[r * kK + j];
      }
    }
  }
  return moments;
}

/// Sum of squares of what the products with the rows are off.
double error_of(const std::vector<float>& w, const std::vector<float>& exact,
                const std::vector<float>& rows) {
  double error = 0;
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < kN; ++c) {
      double off = 0;
      for (std::size_t i = 0; i < kK; ++i) {
        off += double{rows[r * kK + i]} * (w[c * kK + i] - exact[c * kK + i]);
      }
      error += off * off;
    }
  }
  return error;
}

simd::Precision whole_steps(float most) {
  simd::Precision precision{};
  precision.weight_most = most;
  return precision;
}

class Feedback : public testing::Test {
 protected:
  void SetUp() override {
    std::mt19937 random(7);
    std::normal_distribution<float> normal(0.0F, 1.0F);
    for (std::size_t i = 0; i < kN * kK; ++i) {
      exact_.push_back(normal(random));
    }
  }
  const std::vector<float> rows_ = related_rows();
  std::vector<float> exact_;
  const std::vector<float> scale_ = std::vector<float>(kN, 0.2F);
};

TEST_F(Feedback, BeatsRoundingToTheNearestOnRowsThatMoveTogether) {
  const ErrorFeedback feedback(moments_of(rows_), kK);
  ASSERT_TRUE(feedback.usable());
  std::vector<float> rounded = exact_;
  feedback.round(rounded.data(), kN, scale_.data(), whole_steps(127));
  std::vector<float> nearest = exact_;
  for (float& w : nearest) {
    w = std::rint(w / 0.2F) * 0.2F;
  }
  EXPECT_LT(error_of(rounded, exact_, rows_), 0.3 * error_of(nearest, exact_, rows_));
}

TEST_F(Feedback, GivesWholeStepsWithinTheRange) {
  const ErrorFeedback feedback(moments_of(rows_), kK);
  std::vector<float> rounded = exact_;
  feedback.round(rounded.data(), kN, scale_.data(), whole_steps(5));
  for (const float w : rounded) {
    EXPECT_NEAR(w / 0.2F, std::rint(w / 0.2F), 1e-4);
    EXPECT_LE(std::abs(w / 0.2F), 5.001);
  }
}

TEST_F(Feedback, KeepsTheRoomOfASum) {
  simd::Precision precision = whole_steps(127);
  precision.sum_most = 6;
  precision.sum_of = [](std::size_t element) { return element / 4; };
  const ErrorFeedback feedback(moments_of(rows_), kK);
  std::vector<float> rounded = exact_;
  feedback.round(rounded.data(), kN, scale_.data(), precision);
  for (std::size_t c = 0; c < kN; ++c) {
    for (std::size_t first = 0; first < kK; first += 4) {
      float above = 0;
      float below = 0;
      for (std::size_t i = first; i < first + 4; ++i) {
        const float steps = rounded[c * kK + i] / 0.2F;
        (steps > 0 ? above : below) += steps;
      }
      EXPECT_LE(above, 6.001);
      EXPECT_GE(below, -6.001);
    }
  }
}

TEST(ErrorFeedback, IsNoUseWithoutRowsOrWithNumbersThatAreNone) {
  EXPECT_FALSE(ErrorFeedback(std::vector<float>(16, 0.0F), 4).usable());
  EXPECT_FALSE(ErrorFeedback(std::vector<float>(16, std::nanf("")), 4).usable());
}

}  // namespace
}  // namespace cognate::model
