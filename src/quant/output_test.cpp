#include "quant/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cognate::quant {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

EmbedderInfo model_info() {
  EmbedderInfo info;
  info.model = "tiny";
  info.revision = "abcd";
  info.dimension = 3;
  info.normalized = true;
  return info;
}

Matrix one_row(std::initializer_list<float> values) {
  Matrix matrix(1, values.size());
  std::copy(values.begin(), values.end(), matrix.row(0).begin());
  return matrix;
}

/// Second and first value of what goes in, less 1.
Pca swapping() {
  Pca pca{.model = "tiny@abcd",
          .sample_rows = 9,
          .mean = {1, 1, 1},
          .components = Matrix(2, 3),
          .variances = {2, 1},
          .total_variance = 3};
  pca.components.row(0)[1] = 1;
  pca.components.row(1)[0] = 1;
  return pca;
}

std::string error_of(const Output& output) {
  const Status status = output.check(model_info());
  return status ? "no error" : status.error().message;
}

TEST(Output, WithoutWishesIsTheModelsVectors) {
  const Output output;
  EXPECT_EQ(error_of(output), "no error");
  EXPECT_EQ(output.dimension(model_info()), 3U);
  EXPECT_THAT(output.shaped(model_info(), one_row({1, 2, 3})).row(0), ElementsAre(1, 2, 3));
}

TEST(Output, ACutIsNormalizedWhereTheModelIs) {
  const Output output{.dimensions = 2};
  EXPECT_THAT(output.shaped(model_info(), one_row({3, 4, 9})).row(0), ElementsAre(0.6F, 0.8F));
  EmbedderInfo raw = model_info();
  raw.normalized = false;
  EXPECT_THAT(output.shaped(raw, one_row({3, 4, 9})).row(0), ElementsAre(3, 4));
  const Output whole{.dimensions = 3};
  EXPECT_THAT(whole.shaped(model_info(), one_row({3, 4, 9})).row(0), ElementsAre(3, 4, 9))
      << "all dimensions are no cut";
}

TEST(Output, ComponentsAreCoordinatesAndACutOfThemTakesTheFirst) {
  const Output both{.pca = swapping()};
  EXPECT_EQ(both.dimension(model_info()), 2U);
  EXPECT_THAT(both.shaped(model_info(), one_row({3, 5, 9})).row(0), ElementsAre(4, 2));
  const Output first{.pca = swapping(), .dimensions = 1};
  EXPECT_EQ(first.dimension(model_info()), 1U);
  EXPECT_THAT(first.shaped(model_info(), one_row({3, 5, 9})).row(0), ElementsAre(4));
}

TEST(Output, WhatDoesNotSuitTheModelIsRefused) {
  EXPECT_EQ(error_of({.dimensions = 4}), "4 dimensions: tiny gives 3");
  EXPECT_EQ(error_of({.pca = swapping(), .dimensions = 3}), "3 dimensions: the PCA file gives 2");
  Output other{.pca = swapping()};
  other.pca->model = "tiny@ffff";
  EXPECT_THAT(error_of(other), HasSubstr("fitted on vectors of tiny@ffff"));
  other.pca->model = "tiny@abcd";
  other.pca->components = Matrix(2, 4);
  EXPECT_THAT(error_of(other), HasSubstr("4 numbers"));
}

}  // namespace
}  // namespace cognate::quant
