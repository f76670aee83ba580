#include "simd/codes.h"

#include <cstring>

#include "simd/kernels.h"

namespace cognate::simd {
namespace {

constexpr const CodeKernels* kBestFirst[] = {&kAvx512Codes, &kAvx2Codes, &kScalarCodes, nullptr};

/// That of the chosen instruction set, or the next lesser one: AVX-512 without VNNI takes AVX2's.
const CodeKernels* choose() noexcept {
  const CodeKernels* const* row = kBestFirst;
  while (std::strcmp((*row)->isa, kernels().name) != 0) {
    ++row;
  }
  while (!(*row)->runs_here()) {
    ++row;
  }
  return *row;
}

}  // namespace

void pack_queries(const std::int8_t* queries, std::size_t count, std::size_t blocks,
                  std::int8_t* packed) noexcept {
  const std::size_t elements = blocks * kNibbleBlockElements;
  for (std::size_t pack = 0; pack < count; pack += kPackQueries) {
    for (std::size_t i = 0; i < elements; i += 4) {
      for (std::size_t q = 0; q < kPackQueries; ++q) {
        std::memcpy(packed + pack * elements + i * kPackQueries + q * 4,
                    queries + (pack + q) * elements + i, 4);
      }
    }
  }
}

const CodeKernels& code_kernels() noexcept {
  static const CodeKernels* const chosen = choose();
  return *chosen;
}

const CodeKernels* const* all_code_kernels() noexcept { return kBestFirst; }

}  // namespace cognate::simd
