#pragma once
// What the ISA files share besides the contract: they may include nothing of the standard library
// that has code, because an inline function compiled for AVX-512 could be the copy that the linker
// keeps for all.

#include "simd/kernels.h"

namespace cognate::simd {

template <std::size_t... I>
struct Indices {};

extern const Kernels scalar_kernels;
extern const Kernels avx2_kernels;
extern const Kernels avx512_kernels;
extern const QuickKernels avx512vnni_kernels;

}  // namespace cognate::simd

/// The row of the table of the ISA file that names it: the functions of its unnamed namespace.
#define COGNATE_KERNELS(isa)                                                                    \
  {                                                                                             \
    .name = isa, .runs_here = runs_here, .packed_columns = packed_columns, .pack = pack,        \
    .gemm = gemm, .attention_floats = attention_floats, .attention = attention,                 \
    .layer_norm = layer_norm, .add = add, .gelu = gelu, .softmax = softmax, .dot = dot,         \
    .spin_multiply_adds = spin_multiply_adds, .multiply_adds_per_round = kMultiplyAddsPerRound, \
  }
