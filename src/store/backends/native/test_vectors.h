#pragma once
// Vectors for tests: unit length, row-major.

#include <cmath>
#include <cstddef>
#include <random>
#include <span>
#include <vector>

namespace cognate::store::native::test {

inline void normalize(std::span<float> vector) {
  double sum = 0;
  for (const float x : vector) {
    sum += double{x} * x;
  }
  for (float& x : vector) {
    x = static_cast<float>(x / std::sqrt(sum));
  }
}

inline std::vector<float> random_vectors(std::size_t count, std::size_t dimension, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 1.0F);
  std::vector<float> vectors(count * dimension);
  for (float& x : vectors) {
    x = normal(random);
  }
  for (std::size_t i = 0; i < count; ++i) {
    normalize(std::span(vectors).subspan(i * dimension, dimension));
  }
  return vectors;
}

/// Around so many centres, as texts lie around their subjects.
inline std::vector<float> clustered_vectors(std::size_t count, std::size_t dimension,
                                            std::size_t centres, unsigned seed) {
  const std::vector<float> middle = random_vectors(centres, dimension, seed + 1000);
  std::vector<float> vectors = random_vectors(count, dimension, seed);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t centre = (i * 7919 + seed) % centres;
    for (std::size_t j = 0; j < dimension; ++j) {
      vectors[i * dimension + j] = vectors[i * dimension + j] + middle[centre * dimension + j];
    }
    normalize(std::span(vectors).subspan(i * dimension, dimension));
  }
  return vectors;
}

/// Mixtures of a few directions and a little noise: neighbours of neighbours are neighbours, as in
/// embeddings of texts.
inline std::vector<float> text_like_vectors(std::size_t count, std::size_t dimension,
                                            unsigned seed) {
  constexpr std::size_t kDirections = 12;
  const std::vector<float> directions = random_vectors(kDirections, dimension, 999);
  const std::vector<float> parts = random_vectors(count, kDirections, seed);
  std::vector<float> vectors = random_vectors(count, dimension, seed + 1);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < dimension; ++j) {
      float sum = 0.2F * vectors[i * dimension + j];
      for (std::size_t k = 0; k < kDirections; ++k) {
        sum += parts[i * kDirections + k] * directions[k * dimension + j];
      }
      vectors[i * dimension + j] = sum;
    }
    normalize(std::span(vectors).subspan(i * dimension, dimension));
  }
  return vectors;
}

}  // namespace cognate::store::native::test
