// avx512_bf16.cpp as it is, computed by SIMDe: the row `avx512_bf16_on_simde`. For tests of
// correctness only, never for timing.

#include "simd/simde_shim.h"

#define avx512_bf16 avx512_bf16_on_simde
namespace cognate::simd {
struct Precision;
extern const Precision avx512_bf16_on_simde;
}  // namespace cognate::simd
#include "simd/avx512_bf16.cpp"
