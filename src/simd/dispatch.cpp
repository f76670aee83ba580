#include <cstdlib>
#include <cstring>
#include <iterator>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

// Of each instruction set the exact one first, then the others, quickest first.
constexpr const Precision* kPrecisions[] = {&avx512_f32, &avx512_int8, &avx512_bf16, &avx2_f32,
                                            &avx2_int8,  &avx2_int16,  &scalar_f32};
constexpr const Kernels* kBestFirst[] = {&avx512_kernels, &avx2_kernels, &scalar_kernels, nullptr};

struct Choice {
  const Kernels* kernels;
  const char* problem;
};

Choice choose() noexcept {
  const Kernels* best = nullptr;
  for (const Kernels* const* row = kBestFirst; best == nullptr; ++row) {
    best = (*row)->runs_here() ? *row : nullptr;
  }
  const char* wanted = std::getenv("COGNATE_ISA");
  if (wanted == nullptr || *wanted == '\0') {
    return {best, ""};
  }
  for (const Kernels* const* row = kBestFirst; *row != nullptr; ++row) {
    if (std::strcmp(wanted, (*row)->name) == 0) {
      return (*row)->runs_here()
                 ? Choice{*row, ""}
                 : Choice{best, "COGNATE_ISA names an instruction set that this processor lacks"};
    }
  }
  return {best, "COGNATE_ISA is none of avx512, avx2, scalar"};
}

const Choice& choice() noexcept {
  static const Choice chosen = choose();
  return chosen;
}

struct Usable {
  const Precision* rows[std::size(kPrecisions) + 1];  // then nullptr
};

bool has(const Usable& usable, const char* name) noexcept {
  const Precision* const* row = usable.rows;
  while (*row != nullptr && std::strcmp((*row)->name, name) != 0) {
    ++row;
  }
  return *row != nullptr;
}

/// Those of the chosen instruction set, then what only a lesser one has: a processor with AVX-512
/// but without VNNI takes the int8 of AVX2.
Usable usable_precisions() noexcept {
  Usable usable = {};
  std::size_t count = 0;
  bool reached = false;
  for (const Precision* row : kPrecisions) {
    reached = reached || std::strcmp(row->isa, kernels().name) == 0;
    if (reached && row->runs_here() && !has(usable, row->name)) {
      usable.rows[count++] = row;
    }
  }
  return usable;
}

}  // namespace

const Kernels& kernels() noexcept { return *choice().kernels; }

const Precision* const* precisions() noexcept {
  static const Usable usable = usable_precisions();
  return usable.rows;
}

const Precision* precision(const char* name) noexcept {
  const Precision* const* rows = precisions();
  if (std::strcmp(name, "fast") == 0) {
    return rows[1];
  }
  while (*rows != nullptr && std::strcmp((*rows)->name, name) != 0) {
    ++rows;
  }
  return *rows;
}

const char* forced_isa_problem() noexcept { return choice().problem; }
const Kernels* const* all_kernels() noexcept { return kBestFirst; }

}  // namespace cognate::simd
