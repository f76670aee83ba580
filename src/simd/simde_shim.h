#pragma once
// What Debian's SIMDe lacks of AVX-512, over arrays, as Intel's guide defines it; and SIMDe itself
// in place of <immintrin.h>. For tests of correctness only, never for timing. Build with -O1 or
// more and without any -mavx512 option.

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

/// Bytes, each at most 255, none negative.
inline __m128i to_bytes(__m512i value) {
  alignas(64) unsigned integers[16];
  alignas(16) unsigned char bytes[16];
  simde_mm512_store_si512(integers, value);
  for (unsigned i = 0; i < 16; ++i) {
    bytes[i] = static_cast<unsigned char>(integers[i] > 255 ? 255 : integers[i]);
  }
  return simde_mm_load_si128(reinterpret_cast<simde__m128i*>(bytes));
}

inline __m512 to_floats(__m512i value) {
  alignas(64) int integers[16];
  alignas(64) float lanes[16];
  simde_mm512_store_si512(integers, value);
  for (unsigned i = 0; i < 16; ++i) {
    lanes[i] = static_cast<float>(integers[i]);
  }
  return simde_mm512_load_ps(lanes);
}

/// From float16: a power of two away, infinities excepted.
inline __m512 from_halves(__m256i value) {
  alignas(32) unsigned short halves[16];
  alignas(64) float lanes[16];
  simde_mm256_store_si256(reinterpret_cast<simde__m256i*>(halves), value);
  for (unsigned i = 0; i < 16; ++i) {
    const unsigned bits = (halves[i] & 0x8000U) << 16 | (halves[i] & 0x7FFFU) << 13;
    lanes[i] = (halves[i] & 0x7C00U) == 0x7C00U ? __builtin_bit_cast(float, bits | 0x7F800000U)
                                                : __builtin_bit_cast(float, bits) * 0x1p112F;
  }
  return simde_mm512_load_ps(lanes);
}

/// The upper halves of the floats, rounded to nearest, ties to even.
inline __m256i to_halves(__m512 value) {
  alignas(64) float lanes[16];
  alignas(32) unsigned short halves[16];
  simde_mm512_store_ps(lanes, value);
  for (unsigned i = 0; i < 16; ++i) {
    const unsigned bits = __builtin_bit_cast(unsigned, lanes[i]);
    halves[i] = static_cast<unsigned short>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
  }
  return simde_mm256_load_si256(reinterpret_cast<simde__m256i*>(halves));
}

template <class Element, class Vector>
inline void store_elements(void* to, unsigned mask, Vector value) {
  Element elements[sizeof(Vector) / sizeof(Element)];
  __builtin_memcpy(elements, &value, sizeof(value));
  for (unsigned i = 0; i < sizeof(Vector) / sizeof(Element); ++i) {
    if (((mask >> i) & 1U) != 0) {
      static_cast<Element*>(to)[i] = elements[i];
    }
  }
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

#undef _mm512_maskz_cvtusepi32_epi8
#undef _mm512_maskz_cvtepi32_ps
#undef _mm512_cvtneps_pbh
#undef _mm512_maskz_cvtph_ps
#undef _mm_mask_storeu_epi8
#undef _mm256_mask_storeu_epi16
#define _mm512_maskz_cvtusepi32_epi8(mask, value) ::cognate::simd::shim::to_bytes(value)
#define _mm512_maskz_cvtepi32_ps(mask, value) ::cognate::simd::shim::to_floats(value)
#define _mm512_maskz_cvtph_ps(mask, value) ::cognate::simd::shim::from_halves(value)
#define _mm512_cvtneps_pbh(value) ::cognate::simd::shim::to_halves(value)
#define _mm_mask_storeu_epi8(to, mask, value) \
  ::cognate::simd::shim::store_elements<unsigned char>(to, mask, value)
#define _mm256_mask_storeu_epi16(to, mask, value) \
  ::cognate::simd::shim::store_elements<unsigned short>(to, mask, value)

// These vectors are no registers.
#define COGNATE_OPAQUE(x) __asm__ volatile("" : "+m"(x))
