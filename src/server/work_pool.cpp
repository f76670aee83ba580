#include "server/work_pool.h"

#include <utility>

namespace cognate::server {
namespace {

thread_local bool in_pool = false;

}  // namespace

WorkPool::WorkPool(std::size_t threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

WorkPool::~WorkPool() {
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
  threads_.clear();
}

bool WorkPool::is_here() noexcept { return in_pool; }

bool WorkPool::offer(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= waiting_max_) {
      return false;
    }
    waiting_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void WorkPool::go_on(Task task) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_front(std::move(task));
  }
  wake_.notify_one();
}

void WorkPool::work(const std::stop_token& stop) {
  in_pool = true;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, stop, [this] { return !waiting_.empty(); });
    if (waiting_.empty()) {
      return;
    }
    const Task task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace cognate::server
