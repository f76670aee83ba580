#pragma once
// Monotonic time. Wall-clock steps never reach a timeout or a rate; they only date files.

#include <chrono>
#include <cstdint>

namespace cognate {

using Clock = std::chrono::steady_clock;

/// Seconds since construction.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  Clock::time_point start_ = Clock::now();
};

/// Nanoseconds since 1970, as the system tells them: they may step in both directions.
inline std::int64_t wall_clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace cognate
