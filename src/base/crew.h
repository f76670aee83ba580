#pragma once
// A leader and helpers that share steps of microseconds, for which waking a sleeping thread would
// cost more than the step.
//
// The leader runs a program and calls run() for the steps worth sharing; helpers that are there
// take parts of them, those that are late or were put aside by the system are not waited for (but
// for a part that they have begun). So a busy machine costs speed, never standstill. Helpers spin
// between steps and go back to sleep when the leader is done: an idle program spins nowhere.

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/thread_pool.h"

namespace cognate {

class Crew {
 public:
  /// A leader without helpers.
  Crew() = default;

  /// Calls lead(crew) on one thread of the pool (or the caller), with all others as helpers.
  template <class Lead>
  static void work(ThreadPool& pool, const Lead& lead) {
    Crew crew;
    crew.members_ = pool.size();
    pool.parallel_for(pool.size(), [&](std::size_t item, std::size_t) {
      if (item == 0) {
        lead(crew);
        crew.closed_.store(true, std::memory_order_release);
      } else {
        crew.help();
      }
    });
  }

  std::size_t members() const noexcept { return members_; }

  /// The leader's: calls task(part) once for each part in [0, parts), and returns when all are
  /// done. Without helpers, or with one part, it is a plain loop. REQUIRES: parts < 65,536.
  template <class Task>
  void run(std::size_t parts, const Task& task) {
    if (members_ == 1 || parts <= 1) {
      for (std::size_t part = 0; part < parts; ++part) {
        task(part);
      }
      return;
    }
    share(
        parts,
        [](const void* context, std::size_t part) { (*static_cast<const Task*>(context))(part); },
        &task);
  }

 private:
  using Call = void (*)(const void* context, std::size_t part);

  void share(std::size_t parts, Call call, const void* context);
  void help();
  bool take_part();

  std::size_t members_ = 1;
  // The step at hand in one word, so that a part is only ever taken of the step that was looked at:
  // number of the step, its parts, and the next part to take.
  std::atomic<std::uint64_t> step_{0};
  std::atomic<std::size_t> done_{0};
  std::atomic<Call> call_{nullptr};
  std::atomic<const void*> context_{nullptr};
  std::atomic<bool> closed_{false};
};

}  // namespace cognate
