#pragma once
// A bar on the terminal of standard error: how far, how fast, how long still. Nothing where there
// is no terminal. Used by one thread.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "cli/console.h"

namespace cognate::cli {

/// How far the work is.
struct ProgressState {
  std::string_view what;  ///< the items: "texts"
  std::size_t done = 0;
  std::size_t total = 0;  ///< 0: not known
  double seconds = 0;     ///< since the start
};

/// The line of a bar: share done, items a second, time left. Without a total only count and rate.
std::string progress_line(const ProgressState& state);

class Progress {
 public:
  /// `what` names the items.
  Progress(Console& console, std::string_view what) : console_(console), what_(what) {}
  /// Takes the bar away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws at most ten times a second. A total of 0 is not known.
  void show(std::size_t done, std::size_t total);

 private:
  Console& console_;
  std::string_view what_;
  Stopwatch since_start_;
  double last_drawn_seconds_ = -1;  // long ago: the first call draws
  bool drawn_ = false;
};

}  // namespace cognate::cli
