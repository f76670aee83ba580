#pragma once
// Numbers for the tests of kernels.

#include <cstddef>
#include <random>
#include <vector>

namespace cognate::simd {

struct Shape {
  std::size_t rows, n, k;
};

inline std::vector<float> random_floats(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 1.0F);
  std::vector<float> values(count);
  for (float& value : values) {
    value = normal(random);
  }
  return values;
}

}  // namespace cognate::simd
