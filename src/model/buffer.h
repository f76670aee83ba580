#pragma once
// Memory for weights and activations: aligned to a cache line, in huge pages where it is
// large.

#include <cstddef>
#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "base/huge_pages.h"
#include "base/limits.h"

namespace cognate::model {

/// Owns `size` numbers, not initialised. Move only.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) : Buffer(attempt(size)) {
    CHECK(data_ != nullptr || size == 0, "out of memory");
  }

  /// The same, or a buffer of size 0 where there is not so much memory.
  static Buffer attempt(std::size_t size) {
    constexpr std::size_t kLine = 64;
    Buffer buffer;
    if (size == 0 || size > limits::kBufferBytesMax / sizeof(T)) {
      return buffer;
    }
    const std::size_t bytes = size * sizeof(T);
    const std::size_t alignment = bytes >= kHugePageBytes ? kHugePageBytes : kLine;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    buffer.data_.reset(static_cast<T*>(std::aligned_alloc(alignment, rounded)));
    buffer.size_ = buffer.data_ == nullptr ? 0 : size;
    if (buffer.size_ > 0 && alignment == kHugePageBytes) {
      prefer_huge_pages(buffer.data_.get(), rounded);
    }
    return buffer;
  }

  T* data() noexcept { return data_.get(); }
  const T* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }

 private:
  struct Free {
    void operator()(T* p) const noexcept { std::free(p); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

using FloatBuffer = Buffer<float>;
using ByteBuffer = Buffer<std::byte>;

}  // namespace cognate::model
