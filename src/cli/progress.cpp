#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/display.h"
#include "report/paint.h"

namespace cognate::cli {
namespace {

constexpr double kRedrawSeconds = 0.1;
constexpr std::size_t kBarColumns = 24;

/// "0:42", "1:05:00".
std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  const std::uint64_t hours = whole / 3600;
  const std::uint64_t minutes = whole / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                   : fmt::format("{}:{:02}", minutes, whole % 60);
}

}  // namespace

std::string progress_line(const ProgressState& state) {
  const auto done = static_cast<double>(state.done);
  const double rate = state.seconds > 0 ? done / state.seconds : 0;
  const std::string speed = fmt::format("{:.{}f} {}/s", rate, rate < 10 ? 1 : 0, state.what);
  if (state.total == 0 || state.done > state.total) {
    return fmt::format("{} {}  {}", state.done, state.what, speed);
  }
  const auto total = static_cast<double>(state.total);
  const std::string left =
      rate > 0 ? fmt::format("  {} left", duration((total - done) / rate)) : "";
  return fmt::format("{} {:3.0f} %  {} of {} {}  {}{}", report::bar(done / total, kBarColumns),
                     done / total * 100, state.done, state.total, state.what, speed, left);
}

Progress::~Progress() {
  if (drawn_) {
    console_.raw_error("\r\x1b[K");
  }
}

void Progress::show(std::size_t done, std::size_t total) {
  const double now = since_start_.seconds();
  if (!console_.error_is_terminal() || now - last_drawn_seconds_ < kRedrawSeconds) {
    return;
  }
  last_drawn_seconds_ = now;
  drawn_ = true;
  const std::string line =
      progress_line({.what = what_, .done = done, .total = total, .seconds = now});
  console_.raw_error("\r" + report::cut(line, console_.width_columns() - 1) + "\x1b[K");
}

}  // namespace cognate::cli
