#pragma once
// Rows of equal size at addresses that never move: memory in chunks, and a table of them.
//
// One thread grows it; others may read every row that they know of meanwhile. A chunk may lie in a
// mapped file instead.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/limits.h"

namespace cognate::store::native {

inline constexpr std::size_t kChunkRows = std::size_t{1} << 15;

class Plane {
 public:
  explicit Plane(std::size_t row_bytes);
  ~Plane();
  Plane(const Plane&) = delete;
  Plane& operator=(const Plane&) = delete;

  std::size_t row_bytes() const noexcept { return row_bytes_; }

  /// Memory for rows [0, count), zeros where it is new. False where there is not so much.
  [[nodiscard]] bool grow(std::size_t count);

  std::uint8_t* at(std::size_t row) noexcept { return address(row); }
  const std::uint8_t* at(std::size_t row) const noexcept { return address(row); }

  template <class T>
  T* as(std::size_t row) noexcept {
    return reinterpret_cast<T*>(address(row));
  }
  template <class T>
  const T* as(std::size_t row) const noexcept {
    return reinterpret_cast<const T*>(address(row));
  }

  /// Rows from this one on that lie one behind the other.
  static std::size_t run(std::size_t row) noexcept { return kChunkRows - row % kChunkRows; }

 private:
  static constexpr std::size_t kChunks = limits::kIndexRowsMax / kChunkRows;

  std::uint8_t* address(std::size_t row) const noexcept {
    return table_[row / kChunkRows].load(std::memory_order_acquire) + row % kChunkRows * row_bytes_;
  }

  struct Free {
    void operator()(void* p) const noexcept;
  };
  std::size_t row_bytes_;
  std::unique_ptr<std::atomic<std::uint8_t*>[], Free> table_;
  std::size_t chunks_ = 0;
};

}  // namespace cognate::store::native
