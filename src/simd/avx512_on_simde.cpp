// avx512.cpp as it is, computed by SIMDe with what a machine without AVX-512 has: the table
// `avx512_on_simde_kernels`. For tests of correctness only, never for timing.
//
// Debian's SIMDe lacks a few intrinsics; they are written here over arrays, as Intel's guide
// defines them. Build with -O1 or more and without any -mavx512 option.

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#include <simde/x86/fma.h>

namespace cognate::simd::shim {

inline __m512 loadu_or(__m512 other, __mmask16 mask, const float* from) {
  alignas(64) float lanes[16];
  simde_mm512_store_ps(lanes, other);
  for (unsigned i = 0; i < 16; ++i) {
    lanes[i] = ((mask >> i) & 1U) != 0 ? from[i] : lanes[i];
  }
  return simde_mm512_load_ps(lanes);
}

inline void storeu_some(float* to, __mmask16 mask, __m512 value) {
  alignas(64) float lanes[16];
  simde_mm512_store_ps(lanes, value);
  for (unsigned i = 0; i < 16; ++i) {
    if (((mask >> i) & 1U) != 0) {
      to[i] = lanes[i];
    }
  }
}

/// Nearest whole numbers, ties to even.
inline __m512 rounded(__m512 value) {
  alignas(64) float lanes[16];
  simde_mm512_store_ps(lanes, value);
  for (float& lane : lanes) {
    lane = __builtin_nearbyintf(lane);
  }
  return simde_mm512_load_ps(lanes);
}

inline __m512i to_integers(__m512 value) {
  alignas(64) float lanes[16];
  alignas(64) int integers[16];
  simde_mm512_store_ps(lanes, value);
  for (unsigned i = 0; i < 16; ++i) {
    integers[i] = static_cast<int>(__builtin_nearbyintf(lanes[i]));
  }
  return simde_mm512_load_si512(integers);
}

}  // namespace cognate::simd::shim

#undef _mm512_maskz_loadu_ps
#undef _mm512_mask_loadu_ps
#undef _mm512_mask_storeu_ps
#undef _mm512_maskz_roundscale_ps
#undef _mm512_maskz_cvtps_epi32
#undef _mm512_maskz_slli_epi32
#define _mm512_maskz_loadu_ps(mask, from) \
  ::cognate::simd::shim::loadu_or(simde_mm512_setzero_ps(), mask, from)
#define _mm512_mask_loadu_ps(other, mask, from) ::cognate::simd::shim::loadu_or(other, mask, from)
#define _mm512_mask_storeu_ps(to, mask, value) ::cognate::simd::shim::storeu_some(to, mask, value)
#define _mm512_maskz_roundscale_ps(mask, value, imm) ::cognate::simd::shim::rounded(value)
#define _mm512_maskz_cvtps_epi32(mask, value) ::cognate::simd::shim::to_integers(value)
#define _mm512_maskz_slli_epi32(mask, value, count) simde_mm512_slli_epi32(value, count)

#define avx512_kernels avx512_on_simde_kernels
#define avx512_f32 avx512_on_simde_f32
namespace cognate::simd {
struct Kernels;
struct Precision;
extern const Kernels avx512_on_simde_kernels;
extern const Precision avx512_on_simde_f32;
}  // namespace cognate::simd
#include "simd/avx512.cpp"
