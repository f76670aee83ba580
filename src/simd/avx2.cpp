// AVX2 with FMA.

#include <immintrin.h>

#include <cstddef>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

#include "simd/avx2_vector.inl"

constexpr std::size_t kTileRows = 6;
constexpr std::size_t kTileVectors = 2;
using TileIndices = Indices<0, 1, 2, 3, 4, 5>;

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

// Every processor with these has the rest of x86-64-v3, whose name clang 16 does not know.
bool runs_here() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
}

}  // namespace

constinit const Kernels avx2_kernels = COGNATE_KERNELS("avx2");
constinit const Precision avx2_f32 = COGNATE_FLOAT32("avx2", "avx2-f32-1");

}  // namespace cognate::simd
