// AVX-512 with its parts F, VL, BW and DQ.

#include <immintrin.h>

#include <cstddef>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx512_vector.inl"

constexpr std::size_t kTileRows = 12;
constexpr std::size_t kTileVectors = 2;
using TileIndices = Indices<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11>;

#include "simd/functions.inl"
//
#include "simd/rows.inl"
//
#include "simd/product.inl"
//
#include "simd/gemm.inl"
//
#include "simd/attention.inl"
//
#include "simd/table.inl"

// What x86-64-v4 adds to v3; clang 16 does not know the level's name.
bool runs_here() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2");
}

}  // namespace

constinit const Kernels avx512_kernels = COGNATE_KERNELS("avx512");
constinit const Precision avx512_f32 = COGNATE_FLOAT32("avx512", "avx512-f32-1");

}  // namespace cognate::simd
