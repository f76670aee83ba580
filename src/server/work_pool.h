#pragma once
// Threads for what would hold up an I/O thread: long bodies, long answers, matching.
//
// Thread-safety: every function may be called from any thread.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cognate::server {

class WorkPool {
 public:
  using Task = std::function<void()>;

  WorkPool(std::size_t threads, std::size_t waiting_max);
  /// Does what waits, then ends.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  /// Takes new work; false when too much waits already.
  bool offer(Task task);
  /// Takes work that goes on with something begun, which is never refused.
  void go_on(Task task);
  /// The caller is one of the threads.
  static bool is_here() noexcept;

 private:
  void work(const std::stop_token& stop);

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Task> waiting_;  // guarded by mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace cognate::server
