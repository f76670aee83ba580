#include "store/backends/native/plane.h"

#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "base/huge_pages.h"

namespace cognate::store::native {
namespace {

std::size_t chunk_bytes(std::size_t row_bytes) {
  return (kChunkRows * row_bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
}

/// Zeros that take no memory before they are touched; fresh mappings are zero.
std::uint8_t* new_chunk(std::size_t row_bytes, bool huge) {
  const std::size_t bytes = chunk_bytes(row_bytes);
  void* data = ::mmap(nullptr, bytes + kHugePageBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) {
    return nullptr;
  }
  auto* begin = static_cast<std::uint8_t*>(data);
  const std::size_t skipped =
      (kHugePageBytes - reinterpret_cast<std::uintptr_t>(begin) % kHugePageBytes) % kHugePageBytes;
  if (skipped > 0) {
    ::munmap(begin, skipped);
  }
  if (kHugePageBytes - skipped > 0) {
    ::munmap(begin + skipped + bytes, kHugePageBytes - skipped);
  }
  if (huge) {
    prefer_huge_pages(begin + skipped, bytes);
  }
  return begin + skipped;
}

}  // namespace

void Plane::Free::operator()(void* p) const noexcept { std::free(p); }

Plane::Plane(std::size_t row_bytes) : row_bytes_(row_bytes) {
  static_assert(sizeof(std::atomic<std::uint8_t*>) == sizeof(std::uint8_t*));
  // Zeroed pages of the system: the table of an index of a few rows takes one of them.
  void* table = std::calloc(kChunks, sizeof(std::uint8_t*));
  CHECK(table != nullptr, "out of memory");
  table_.reset(static_cast<std::atomic<std::uint8_t*>*>(table));
}

Plane::~Plane() {
  for (std::size_t i = 0; i < chunks_; ++i) {
    ::munmap(table_[i].load(std::memory_order_relaxed), chunk_bytes(row_bytes_));
  }
}

bool Plane::grow(std::size_t count) {
  if (row_bytes_ == 0) {
    return true;
  }
  while (chunks_ * kChunkRows < count) {
    // A page of 2 MiB is too much for the first rows of a small index.
    std::uint8_t* chunk = chunks_ < kChunks ? new_chunk(row_bytes_, chunks_ > 0) : nullptr;
    if (chunk == nullptr) {
      return false;
    }
    table_[chunks_++].store(chunk, std::memory_order_release);
  }
  if (chunks_ == 1 && count > kChunkRows / 8) {
    prefer_huge_pages(table_[0].load(std::memory_order_relaxed), chunk_bytes(row_bytes_));
  }
  return true;
}

}  // namespace cognate::store::native
