#include "base/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>

#include "base/check.h"

namespace cognate {

struct ThreadPool::Job {
  const std::function<void(std::size_t, std::size_t)>* task;
  std::size_t count;
  std::atomic<std::size_t> next{0};
  std::size_t inside = 0;  // workers that hold a pointer to this job; guarded by mutex_

  void drain(std::size_t worker) {
    for (std::size_t item = next++; item < count; item = next++) {
      (*task)(item, worker);
    }
  }
};

ThreadPool::ThreadPool(std::size_t threads) {
  CHECK(threads >= 1, "a pool has at least its caller");
  for (std::size_t worker = 1; worker < threads; ++worker) {
    workers_.emplace_back([this, worker](const std::stop_token& stop) { run(stop, worker); });
  }
}

ThreadPool::~ThreadPool() {
  for (std::jthread& worker : workers_) {
    worker.request_stop();
  }
  wake_.notify_all();
}

void ThreadPool::parallel_for(std::size_t count,
                              const std::function<void(std::size_t, std::size_t)>& task) {
  const std::lock_guard<std::mutex> alone(caller_);
  Job job{.task = &task, .count = count};
  if (count > 1 && !workers_.empty()) {
    const std::lock_guard<std::mutex> lock(mutex_);
    job_ = &job;
    ++generation_;
    wake_.notify_all();
  }
  job.drain(0);
  std::unique_lock<std::mutex> lock(mutex_);
  job_ = nullptr;
  done_.wait(lock, [&] { return job.inside == 0; });
}

void ThreadPool::run(const std::stop_token& stop, std::size_t worker) {
  std::size_t seen = 0;
  std::unique_lock<std::mutex> lock(mutex_);
  while (wake_.wait(lock, stop, [&] { return job_ != nullptr && generation_ != seen; })) {
    seen = generation_;
    Job* job = job_;
    ++job->inside;
    lock.unlock();
    job->drain(worker);
    lock.lock();
    if (--job->inside == 0) {
      done_.notify_all();
    }
  }
}

std::size_t ThreadPool::processors() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) {
    return 1;
  }
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
}

}  // namespace cognate
