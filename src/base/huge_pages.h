#pragma once
// Large memory in 2 MiB pages: fewer misses of the address cache when weights are streamed.

#include <sys/mman.h>

#include <cstddef>

namespace cognate {

inline constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;

/// A wish, not a demand: where the system does not grant it nothing changes.
/// REQUIRES: `data` and `bytes` are multiples of kHugePageBytes.
inline void prefer_huge_pages(void* data, std::size_t bytes) noexcept {
  [[maybe_unused]] const int granted = ::madvise(data, bytes, MADV_HUGEPAGE);
}

}  // namespace cognate
