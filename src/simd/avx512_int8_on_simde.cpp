// avx512_int8.cpp as it is, computed by SIMDe: the row `avx512_int8_on_simde`. For tests of
// correctness only, never for timing.

#include "simd/simde_shim.h"

#define avx512_int8 avx512_int8_on_simde
namespace cognate::simd {
struct Precision;
extern const Precision avx512_int8_on_simde;
}  // namespace cognate::simd
#include "simd/avx512_int8.cpp"
