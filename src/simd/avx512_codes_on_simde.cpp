// avx512_codes.cpp as it is, computed by SIMDe: the table `avx512_codes_on_simde`. For tests of
// correctness only, never for timing.

#include "simd/simde_shim.h"

#define kAvx512Codes avx512_codes_on_simde
namespace cognate::simd {
struct CodeKernels;
extern const CodeKernels avx512_codes_on_simde;
}  // namespace cognate::simd
#include "simd/avx512_codes.cpp"
