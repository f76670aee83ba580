#pragma once
// Vectors and keys by number, put into a cache and asked of it: for tests only.

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "cognate/cache.h"

namespace cognate::embed::cache_testing {

inline constexpr std::size_t kDimension = 384;

inline Hash128 key_of(int i) { return hash128(std::to_string(i)); }

inline std::vector<float> vector_of(int i, std::size_t dimension = kDimension) {
  std::mt19937 random(static_cast<unsigned>(i));
  std::vector<float> vector(dimension);
  for (float& value : vector) {
    value = static_cast<float>(random()) / 4294967296.0F - 0.5F;
  }
  return vector;
}

inline void put(Cache& cache, int i, const std::vector<float>& vector) {
  cache.put(std::vector<CachePut>{{.key = key_of(i), .vector = vector}});
}

/// The vector of the key; empty when it is not there.
inline std::vector<float> get(Cache& cache, int i, std::size_t dimension = kDimension) {
  std::vector<float> vector(dimension, -7);
  std::vector<CacheGet> wanted = {{.key = key_of(i), .vector = vector}};
  cache.get(wanted);
  if (!wanted[0].found) {
    EXPECT_EQ(vector, std::vector<float>(dimension, -7)) << "a miss touches nothing";
  }
  return wanted[0].found ? vector : std::vector<float>();
}

inline bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace cognate::embed::cache_testing
