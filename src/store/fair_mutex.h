#pragma once
// A shared mutex under which a writer never starves: readers that come after it wait for it.
// (std::shared_mutex of glibc lets readers overtake writers for ever.) Use with std::unique_lock
// and std::shared_lock.

#include <mutex>
#include <shared_mutex>

namespace cognate::store {

class FairMutex {
 public:
  void lock() {
    const std::lock_guard wait(gate_);
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }

  void lock_shared() {
    const std::lock_guard wait(gate_);
    mutex_.lock_shared();
  }
  void unlock_shared() { mutex_.unlock_shared(); }

 private:
  std::mutex gate_;  // whoever waits for mutex_ keeps those behind it waiting here
  std::shared_mutex mutex_;
};

}  // namespace cognate::store
