#pragma once
// Memory that searches may still look at is freed when the last of those is over.
//
// Searches hold a Reading for as long as they run and never wait. One thread retires and reclaims.
// What is retired in one epoch is freed two epochs later; an epoch ends when no search of the one
// before it runs any more (epoch-based reclamation, Fraser 2004).

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace cognate::store::native {

class Readers {
 public:
  class Reading {
   public:
    explicit Reading(Readers& readers) : readers_(readers), epoch_(readers.enter()) {}
    ~Reading() { readers_.running_[epoch_ % 2].fetch_sub(1, std::memory_order_release); }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

   private:
    Readers& readers_;
    std::uint64_t epoch_;
  };

  /// Frees it when nobody can be reading it. REQUIRES: searches that begin now do not find it.
  void retire(std::shared_ptr<void> memory) { young_.push_back(std::move(memory)); }

  /// Frees what can be freed; to be called now and then.
  void reclaim() {
    const std::uint64_t epoch = epoch_.load(std::memory_order_relaxed);
    if (running_[(epoch + 1) % 2].load(std::memory_order_seq_cst) == 0) {
      old_ = std::move(young_);
      young_.clear();
      epoch_.store(epoch + 1, std::memory_order_seq_cst);
    }
  }
  bool waits() const noexcept { return !young_.empty() || !old_.empty(); }

 private:
  std::uint64_t enter() {
    for (;;) {
      const std::uint64_t epoch = epoch_.load(std::memory_order_seq_cst);
      running_[epoch % 2].fetch_add(1, std::memory_order_seq_cst);
      if (epoch_.load(std::memory_order_seq_cst) == epoch) {
        return epoch;
      }
      running_[epoch % 2].fetch_sub(1, std::memory_order_relaxed);
    }
  }

  std::atomic<std::uint64_t> epoch_{0};
  std::array<std::atomic<std::uint64_t>, 2> running_{};
  std::vector<std::shared_ptr<void>> young_;  // retired in this epoch
  std::vector<std::shared_ptr<void>> old_;    // in the one before
};

}  // namespace cognate::store::native
