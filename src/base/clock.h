#pragma once
// Monotonic time. Wall-clock steps never reach a timeout or a rate.

#include <chrono>

namespace cognate {

using Clock = std::chrono::steady_clock;

/// Seconds since construction.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  Clock::time_point start_ = Clock::now();
};

}  // namespace cognate
