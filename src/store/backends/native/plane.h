#pragma once
// Rows of equal size in chunks that stay where they are, and a table of the chunks.
//
// A chunk is memory, or a part of a mapped file that is never written. One thread changes the
// table; others may read every row that they know of meanwhile. Memory that leaves the table is
// given to Readers.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "store/backends/native/readers.h"

namespace cognate::store::native {

inline constexpr std::size_t kChunkRows = std::size_t{1} << 15;

inline constexpr std::size_t chunks_of(std::size_t rows) {
  return (rows + kChunkRows - 1) / kChunkRows;
}

class Plane {
 public:
  /// Rows of 0 bytes are no rows: every function then does nothing.
  explicit Plane(std::size_t row_bytes);
  ~Plane();
  Plane(const Plane&) = delete;
  Plane& operator=(const Plane&) = delete;

  std::size_t row_bytes() const noexcept { return row_bytes_; }

  /// Memory for rows [0, count), zeros where it is new. Mapped rows stay so, but for those of the
  /// last chunk, if there is room in it. False where there is not so much memory.
  [[nodiscard]] bool grow(std::size_t count);

  /// Rows [0, count) lie there from now on; there are no others, and `data` lives until they lie
  /// elsewhere. What is replaced goes to `readers`.
  [[nodiscard]] bool map(const std::uint8_t* data, std::size_t count, Readers& readers);

  bool mapped(std::size_t chunk) const noexcept {
    return chunk < owned_.size() && owned_[chunk] == nullptr;
  }
  std::size_t mapped_chunks() const noexcept {
    return mapped_chunks_.load(std::memory_order_relaxed);
  }
  /// Copies a mapped chunk to memory. False where there is not so much.
  [[nodiscard]] bool adopt(std::size_t chunk);

  const std::uint8_t* at(std::size_t row) const noexcept {
    return table_[row / kChunkRows].load(std::memory_order_acquire) + row % kChunkRows * row_bytes_;
  }
  /// REQUIRES: not mapped.
  std::uint8_t* at(std::size_t row) noexcept {
    return const_cast<std::uint8_t*>(std::as_const(*this).at(row));
  }
  template <class T>
  T* as(std::size_t row) noexcept {
    return reinterpret_cast<T*>(at(row));
  }
  template <class T>
  const T* as(std::size_t row) const noexcept {
    return reinterpret_cast<const T*>(at(row));
  }

  /// Rows from this one on that lie one behind the other.
  static std::size_t run(std::size_t row) noexcept { return kChunkRows - row % kChunkRows; }

 private:
  static constexpr std::size_t kChunks = limits::kIndexRowsMax / kChunkRows;

  struct Free {
    void operator()(void* p) const noexcept;
  };
  std::size_t mapped_rows(std::size_t chunk) const noexcept;

  std::size_t row_bytes_;
  std::unique_ptr<std::atomic<const std::uint8_t*>[], Free> table_;
  std::vector<std::shared_ptr<std::uint8_t>> owned_;  // of each chunk; null where mapped
  std::size_t mapped_count_ = 0;                      // rows of the file that is mapped
  std::atomic<std::size_t> mapped_chunks_{0};
};

}  // namespace cognate::store::native
