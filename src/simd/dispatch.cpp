#include <cstdlib>
#include <cstring>

#include "simd/kernels.h"
#include "simd/table.h"

namespace cognate::simd {
namespace {

constexpr const QuickKernels* kQuick[] = {&avx512vnni_kernels};
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

}  // namespace

const Kernels& kernels() noexcept { return *choice().kernels; }
const QuickKernels* quick_kernels() noexcept {
  for (const QuickKernels* row : kQuick) {
    if (std::strcmp(row->isa, kernels().name) == 0 && row->runs_here()) {
      return row;
    }
  }
  return nullptr;
}

const char* forced_isa_problem() noexcept { return choice().problem; }
const Kernels* const* all_kernels() noexcept { return kBestFirst; }

}  // namespace cognate::simd
