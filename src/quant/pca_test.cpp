#include "quant/pca.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace cognate::quant {
namespace {

using testing::HasSubstr;

/// Points around a centre, spread by `spreads` along orthonormal directions that no axis follows.
Matrix cloud(std::size_t rows, const std::vector<double>& spreads, unsigned seed = 1) {
  const std::size_t n = spreads.size();
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> mirror(n);  // v - 2 m (m.v) / (m.m) turns the axes into such directions
  std::generate(mirror.begin(), mirror.end(), [&] { return 0.3 + std::abs(normal(random)); });
  const double squares = std::inner_product(mirror.begin(), mirror.end(), mirror.begin(), 0.0);
  Matrix matrix(rows, n);
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<double> point(n);
    std::transform(spreads.begin(), spreads.end(), point.begin(),
                   [&](double spread) { return spread * normal(random); });
    const double along = std::inner_product(mirror.begin(), mirror.end(), point.begin(), 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      const double turned = point[i] - 2 * mirror[i] * along / squares;
      matrix.row(r)[i] = static_cast<float>(5 + turned);
    }
  }
  return matrix;
}

std::string error_of(const Matrix& sample, const PcaTarget& target) {
  const auto pca = fit_pca(sample, target);
  return pca ? "no error" : pca.error().message;
}

double dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

TEST(Pca, ComponentsAreOrthonormalAndUncorrelatedWithTheVariancesTheyClaim) {
  const Matrix sample = cloud(500, {9, 5, 5, 1, 0.5, 0.1, 0.01, 0.001});
  const auto pca = fit_pca(sample, {.dimensions = 8});
  ASSERT_TRUE(pca) << pca.error().message;
  const Matrix projected = project(*pca, sample);
  for (std::size_t a = 0; a < 8; ++a) {
    for (std::size_t b = 0; b < 8; ++b) {
      const double product = dot(pca->components.row(a), pca->components.row(b));
      EXPECT_NEAR(product, a == b ? 1 : 0, 1e-6);
      double covariance = 0;
      for (std::size_t r = 0; r < sample.rows(); ++r) {
        covariance += static_cast<double>(projected.row(r)[a]) *
                      static_cast<double>(projected.row(r)[b]) / 499;
      }
      EXPECT_NEAR(covariance, a == b ? pca->variances[a] : 0, 1e-4) << a << " " << b;
    }
  }
  EXPECT_TRUE(std::is_sorted(pca->variances.rbegin(), pca->variances.rend()));
  EXPECT_NEAR(pca->explained_share(), 1, 1e-12);
}

TEST(Pca, FindsTheDirectionsInWhichAKnownCloudWasStretched) {
  const auto pca = fit_pca(cloud(20'000, {8, 4, 2, 1}), {.dimensions = 2});
  ASSERT_TRUE(pca);
  EXPECT_NEAR(std::sqrt(pca->variances[0]), 8, 0.1);
  EXPECT_NEAR(std::sqrt(pca->variances[1]), 4, 0.1);
  EXPECT_NEAR(pca->explained_share(), 80.0 / 85, 0.005);
  for (std::size_t c = 0; c < 2; ++c) {
    const auto row = pca->components.row(c);
    const auto greatest = std::max_element(
        row.begin(), row.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
    EXPECT_GT(*greatest, 0) << "the sign is fixed";
  }
}

TEST(Pca, AShareTakesAsFewComponentsAsHoldIt) {
  const Matrix sample = cloud(5'000, {8, 4, 2, 1, 0.5, 0.25});
  for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto pca = fit_pca(sample, {.variance_share = share});
    ASSERT_TRUE(pca);
    EXPECT_GE(pca->explained_share(), share - 1e-12);
    if (pca->outputs() > 1) {
      const auto fewer = fit_pca(sample, {.dimensions = pca->outputs() - 1});
      EXPECT_LT(fewer->explained_share(), share);
    }
  }
}

TEST(Pca, WhatComesBackMissesExactlyTheVarianceThatWasLeftOut) {
  const Matrix sample = cloud(400, {8, 4, 2, 1, 0.5});
  for (std::size_t k = 1; k <= 5; ++k) {
    const auto pca = fit_pca(sample, {.dimensions = k});
    ASSERT_TRUE(pca);
    const PcaLoss loss = loss_of(*pca, sample);
    EXPECT_NEAR(loss.squared_share, 1 - pca->explained_share(), 1e-6) << k;
    EXPECT_LE(loss.cosine_min, loss.cosine_mean);
  }
  const auto whole = fit_pca(sample, {.dimensions = 5});
  const Matrix back = restore(*whole, project(*whole, sample));
  for (std::size_t i = 0; i < sample.values().size(); ++i) {
    ASSERT_NEAR(back.values()[i], sample.values()[i], 2e-5);
  }
}

TEST(Pca, FewerDimensionsAreTheFirstOnesOfMore) {
  const Matrix sample = cloud(300, {8, 4, 2, 1, 0.5});
  const Matrix more = project(*fit_pca(sample, {.dimensions = 4}), sample);
  const Matrix fewer = project(*fit_pca(sample, {.dimensions = 2}), sample);
  for (std::size_t r = 0; r < sample.rows(); ++r) {
    ASSERT_EQ(fewer.row(r)[0], more.row(r)[0]);
    ASSERT_EQ(fewer.row(r)[1], more.row(r)[1]);
  }
}

TEST(Pca, VectorsInAPlaneNeedTwoComponentsAndTheRestHasNoVariance) {
  const Matrix sample = cloud(50, {3, 2, 0, 0, 0, 0});
  const auto pca = fit_pca(sample, {.dimensions = 4});
  ASSERT_TRUE(pca);
  EXPECT_NEAR(pca->variances[2], 0, 1e-9);
  EXPECT_GE(pca->variances[3], 0);
  EXPECT_EQ(fit_pca(sample, {.variance_share = 0.9999})->outputs(), 2U);
}

TEST(Pca, AsksForSenseAndSaysWhatIsMissing) {
  const Matrix sample = cloud(10, {1, 1, 1, 1});
  EXPECT_THAT(error_of(sample, {.dimensions = 5}), HasSubstr("5 dimensions out of 4"));
  EXPECT_THAT(error_of(sample, {}), HasSubstr("above 0"));
  EXPECT_THAT(error_of(sample, {.variance_share = 1.5}), HasSubstr("1.5"));
  EXPECT_THAT(error_of(sample, {.variance_share = NAN}), HasSubstr("nan"));
  EXPECT_THAT(error_of(cloud(3, {1, 1, 1, 1}), {.dimensions = 3}), HasSubstr("at least 4"));
  EXPECT_THAT(error_of(Matrix(0, 4), {.dimensions = 1}), HasSubstr("0 vectors are too few"));
  EXPECT_THAT(error_of(cloud(7, {0, 0, 0}), {.dimensions = 1}), HasSubstr("the same"));
  for (const float wrong : {NAN, INFINITY}) {
    Matrix broken = sample;
    broken.row(6)[2] = wrong;
    EXPECT_THAT(error_of(broken, {.dimensions = 1}), HasSubstr("vector 7"));
  }
}

TEST(Pca, StopsWhenTold) {
  std::stop_source stop;
  stop.request_stop();
  const auto pca = fit_pca(cloud(10, {1, 2}), {.dimensions = 1}, stop.get_token());
  ASSERT_FALSE(pca);
  EXPECT_EQ(pca.error().code, Code::deadline);
}

}  // namespace
}  // namespace cognate::quant
