#pragma once
// A bar on the terminal of standard error: how far, how fast, how long still. Nothing where there
// is no terminal. Used by one thread.

#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.h"
#include "cli/console.h"

namespace cognate::cli {

/// The line of a bar: share done, items a second, time left. Without a total only count and rate.
std::string progress_line(std::size_t done, std::optional<std::size_t> total, double seconds);

class Progress {
 public:
  /// `total` is the number of items where it is known.
  Progress(Console& console, std::optional<std::size_t> total);
  /// Takes the bar away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws at most ten times a second.
  void show(std::size_t done);

 private:
  Console& console_;
  std::optional<std::size_t> total_;
  Stopwatch since_start_;
  double last_drawn_seconds_ = 0;
  bool drawn_ = false;
};

}  // namespace cognate::cli
