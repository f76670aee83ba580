// avx512.cpp as it is, computed by SIMDe with what a machine without AVX-512 has: the table
// `avx512_on_simde_kernels`. For tests of correctness only, never for timing.

#include "simd/simde_shim.h"

#define avx512_kernels avx512_on_simde_kernels
#define avx512_f32 avx512_on_simde_f32
namespace cognate::simd {
struct Kernels;
struct Precision;
extern const Kernels avx512_on_simde_kernels;
extern const Precision avx512_on_simde_f32;
}  // namespace cognate::simd
#include "simd/avx512.cpp"
