#include "store/backends/native/plane.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "base/huge_pages.h"

namespace cognate::store::native {
namespace {

std::size_t chunk_bytes(std::size_t row_bytes) {
  return (kChunkRows * row_bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
}

/// Zeros that take no memory before they are touched; null where the system has none to give.
std::shared_ptr<std::uint8_t> new_chunk(std::size_t row_bytes, bool huge) {
  const std::size_t bytes = chunk_bytes(row_bytes);
  void* data = ::mmap(nullptr, bytes + kHugePageBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) {
    return nullptr;
  }
  auto* begin = static_cast<std::uint8_t*>(data);
  const std::size_t before =
      (kHugePageBytes - reinterpret_cast<std::uintptr_t>(begin) % kHugePageBytes) % kHugePageBytes;
  if (before > 0) {
    ::munmap(begin, before);
  }
  if (before < kHugePageBytes) {
    ::munmap(begin + before + bytes, kHugePageBytes - before);
  }
  begin += before;
  if (huge) {
    prefer_huge_pages(begin, bytes);
  }
  return {begin, [bytes](std::uint8_t* chunk) { ::munmap(chunk, bytes); }};
}

}  // namespace

void Plane::Free::operator()(void* p) const noexcept { std::free(p); }

Plane::Plane(std::size_t row_bytes) : row_bytes_(row_bytes) {
  static_assert(sizeof(std::atomic<const std::uint8_t*>) == sizeof(const std::uint8_t*));
  // Zeroed pages of the system: the table of an index of a few rows takes one of them.
  void* table = std::calloc(kChunks, sizeof(const std::uint8_t*));
  CHECK(table != nullptr, "out of memory");
  table_.reset(static_cast<std::atomic<const std::uint8_t*>*>(table));
}

Plane::~Plane() = default;

std::size_t Plane::mapped_rows(std::size_t chunk) const noexcept {
  return std::min(kChunkRows, mapped_count_ - chunk * kChunkRows);
}

bool Plane::adopt(std::size_t chunk) {
  if (!mapped(chunk)) {
    return true;
  }
  auto memory = new_chunk(row_bytes_, true);
  if (memory == nullptr) {
    return false;
  }
  std::memcpy(memory.get(), at(chunk * kChunkRows), mapped_rows(chunk) * row_bytes_);
  table_[chunk].store(memory.get(), std::memory_order_release);
  owned_[chunk] = std::move(memory);
  mapped_chunks_.fetch_sub(1, std::memory_order_relaxed);
  return true;
}

bool Plane::grow(std::size_t count) {
  if (row_bytes_ == 0) {
    return true;
  }
  if (const std::size_t last = owned_.size();
      last > 0 && count > mapped_count_ && mapped(last - 1) && !adopt(last - 1)) {
    return false;
  }
  while (owned_.size() * kChunkRows < count) {
    // A page of 2 MiB is too much for the first rows of a small index.
    auto chunk = owned_.size() < kChunks ? new_chunk(row_bytes_, !owned_.empty()) : nullptr;
    if (chunk == nullptr) {
      return false;
    }
    table_[owned_.size()].store(chunk.get(), std::memory_order_release);
    owned_.push_back(std::move(chunk));
  }
  if (owned_.size() == 1 && owned_[0] != nullptr && count > kChunkRows / 8) {
    prefer_huge_pages(owned_[0].get(), chunk_bytes(row_bytes_));
  }
  return true;
}

bool Plane::map(const std::uint8_t* data, std::size_t count, Readers& readers) {
  if (row_bytes_ == 0) {
    return true;
  }
  if (chunks_of(count) > kChunks) {
    return false;
  }
  mapped_count_ = count;
  for (std::size_t chunk = 0; chunk < chunks_of(count); ++chunk) {
    if (chunk == owned_.size()) {
      owned_.push_back(nullptr);
      mapped_chunks_.fetch_add(1, std::memory_order_relaxed);
    } else if (owned_[chunk] != nullptr) {
      readers.retire(std::move(owned_[chunk]));
      owned_[chunk] = nullptr;
      mapped_chunks_.fetch_add(1, std::memory_order_relaxed);
    }
    table_[chunk].store(data + chunk * kChunkRows * row_bytes_, std::memory_order_release);
  }
  return true;
}

}  // namespace cognate::store::native
