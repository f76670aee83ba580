#pragma once
// Float memory for weights and activations: aligned to a cache line, in huge pages where it is
// large.

#include <cstddef>
#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "base/huge_pages.h"

namespace cognate::model {

/// Owns `size` floats, not initialised. Move only.
class FloatBuffer {
 public:
  FloatBuffer() = default;
  explicit FloatBuffer(std::size_t size) : size_(size) {
    constexpr std::size_t kLine = 64;
    const std::size_t bytes = size * sizeof(float);
    const std::size_t alignment = bytes >= kHugePageBytes ? kHugePageBytes : kLine;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    data_.reset(static_cast<float*>(std::aligned_alloc(alignment, rounded)));
    CHECK(data_ != nullptr || rounded == 0, "out of memory");
    if (alignment == kHugePageBytes) {
      prefer_huge_pages(data_.get(), rounded);
    }
  }

  float* data() noexcept { return data_.get(); }
  const float* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }

 private:
  struct Free {
    void operator()(float* p) const noexcept { std::free(p); }
  };
  std::unique_ptr<float, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace cognate::model
