#pragma once
// The memory that models, cached vectors and requests share. Thread-safety: all of it.

#include <atomic>
#include <cstddef>
#include <utility>

namespace cognate::embed {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t limit_bytes) : limit_(limit_bytes) {}

  std::size_t limit() const noexcept { return limit_; }
  std::size_t used() const noexcept { return used_.load(std::memory_order_relaxed); }

  /// Takes so many bytes, or none of them.
  bool reserve(std::size_t bytes) noexcept {
    std::size_t before = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > limit_ || before > limit_ - bytes) {
        return false;
      }
    } while (!used_.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
    return true;
  }
  void release(std::size_t bytes) noexcept { used_.fetch_sub(bytes, std::memory_order_relaxed); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_{0};
};

/// Reserved bytes that come back when it goes.
class MemoryHold {
 public:
  MemoryHold() = default;
  /// REQUIRES: `bytes` were reserved of `budget`, which outlives the hold.
  MemoryHold(MemoryBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {}
  MemoryHold(MemoryHold&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
  MemoryHold& operator=(MemoryHold&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MemoryHold() {
    if (budget_ != nullptr) {
      budget_->release(bytes_);
    }
  }

 private:
  MemoryBudget* budget_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace cognate::embed
