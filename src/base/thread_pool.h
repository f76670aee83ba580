#pragma once
// A pool of threads that it owns. Idle threads sleep; they never spin.
//
// parallel_for may be called from any thread but not from inside a task of the same pool.

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cognate {

class ThreadPool {
 public:
  /// `threads` counts the caller of parallel_for: 1 makes no thread at all. REQUIRES: 1 or more.
  explicit ThreadPool(std::size_t threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t size() const noexcept { return workers_.size() + 1; }

  /// Calls `task(item, worker)` once for each item in [0, count), items taken in order as workers
  /// come free, worker in [0, size()). Returns when all are done. `task` must not throw.
  void parallel_for(std::size_t count,
                    const std::function<void(std::size_t item, std::size_t worker)>& task);

  /// How many processors this process may use, at least 1.
  static std::size_t processors() noexcept;

 private:
  struct Job;
  void run(const std::stop_token& stop, std::size_t worker);

  std::mutex caller_;  // one parallel_for at a time
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable_any done_;
  Job* job_ = nullptr;          // guarded by mutex_
  std::size_t generation_ = 0;  // guarded by mutex_
  std::vector<std::jthread> workers_;
};

}  // namespace cognate
