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
extern const Precision scalar_f32;
extern const Precision avx2_f32;
extern const Precision avx2_int16;
extern const Precision avx2_int8;
extern const Precision avx512_f32;
extern const Precision avx512_bf16;
extern const Precision avx512_int8;

}  // namespace cognate::simd

/// Makes the compiler believe that a register has changed: for loops that measure. (A file that is
/// computed by SIMDe has its own.)
#ifndef COGNATE_OPAQUE
#define COGNATE_OPAQUE(x) __asm__ volatile("" : "+x"(x))
#endif

/// The row of the table of the ISA file that names it: the functions of its unnamed namespace.
#define COGNATE_KERNELS(isa)                                                                    \
  {                                                                                             \
    .name = isa, .runs_here = runs_here, .packed_columns = packed_columns, .pack = pack,        \
    .gemm = gemm, .attention_floats = attention_floats, .attention = attention,                 \
    .layer_norm = layer_norm, .add = add, .add_scaled = add_scaled, .dot = dot,                 \
    .spin_multiply_adds = spin_multiply_adds, .multiply_adds_per_round = kMultiplyAddsPerRound, \
  }

/// The row of "f32" that goes with it; `form` names its block.
#define COGNATE_FLOAT32(isa_name, form)                                                       \
  {                                                                                           \
    .name = "f32", .isa = isa_name, .layout = form, .runs_here = runs_here,                   \
    .packed_bytes = float32_bytes, .scales = nullptr, .weight_most = 0, .sum_most = 0,        \
    .sum_of = nullptr, .pack = float32_pack, .row_bytes = no_row_bytes, .convert = nullptr,   \
    .multiply = float32_multiply, .finer = nullptr, .spin_multiply_adds = spin_multiply_adds, \
    .multiply_adds_per_round = kMultiplyAddsPerRound,                                         \
  }

/// The row of an integer precision, of the functions of integer.inl over the arithmetic P.
#define COGNATE_INTEGER(P, precision_name, isa_name, form, finer_one)                           \
  {                                                                                             \
    .name = precision_name, .isa = isa_name, .layout = form, .runs_here = runs_here,            \
    .packed_bytes = integer_bytes<P>, .scales = P::scales, .weight_most = P::kWeightMost,       \
    .sum_most = P::kSumMost, .sum_of = P::kSumOf, .pack = integer_pack<P>,                      \
    .row_bytes = integer_row_bytes<P>, .convert = integer_convert<P>,                           \
    .multiply = integer_multiply<P>, .finer = finer_one, .spin_multiply_adds = product_spin<P>, \
    .multiply_adds_per_round = kSpinChains * V::lanes * P::kGroup,                              \
  }
