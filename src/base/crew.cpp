#include "base/crew.h"

#include <thread>

namespace cognate {
namespace {

constexpr int kSpins = 4000;  // some tens of microseconds, then the processor is given away

constexpr std::uint64_t kPartMask = 0xFFFF;
std::uint64_t next_part(std::uint64_t step) { return step & kPartMask; }
std::uint64_t parts_of(std::uint64_t step) { return step >> 16 & kPartMask; }
std::uint64_t number_of(std::uint64_t step) { return step >> 32; }

void wait_a_little(int& spins) {
  if (++spins < kSpins) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  } else {
    std::this_thread::yield();
  }
}

}  // namespace

bool Crew::take_part() {
  std::uint64_t step = step_.load(std::memory_order_acquire);
  while (next_part(step) < parts_of(step)) {
    // These belong to the step as long as the exchange succeeds: the leader changes them only when
    // all parts are done.
    const Call call = call_.load(std::memory_order_relaxed);
    const void* context = context_.load(std::memory_order_relaxed);
    if (step_.compare_exchange_weak(step, step + 1, std::memory_order_acq_rel,
                                    std::memory_order_acquire)) {
      call(context, next_part(step));
      done_.fetch_add(1, std::memory_order_acq_rel);
      return true;
    }
  }
  return false;
}

void Crew::share(std::size_t parts, Call call, const void* context) {
  const std::uint64_t number = number_of(step_.load(std::memory_order_relaxed)) + 1;
  call_.store(call, std::memory_order_relaxed);
  context_.store(context, std::memory_order_relaxed);
  done_.store(0, std::memory_order_relaxed);
  step_.store(number << 32 | std::uint64_t{parts} << 16, std::memory_order_release);
  while (take_part()) {
  }
  for (int spins = 0; done_.load(std::memory_order_acquire) != parts;) {
    wait_a_little(spins);
  }
}

void Crew::help() {
  for (int spins = 0; !closed_.load(std::memory_order_acquire);) {
    if (take_part()) {
      spins = 0;
    } else {
      wait_a_little(spins);
    }
  }
}

}  // namespace cognate
