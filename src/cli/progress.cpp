#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

std::string progress_line(std::size_t done, std::optional<std::size_t> total, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const std::string speed = fmt::format("{:.0f} texts/s", rate);
  if (!total || *total == 0 || done > *total) {
    return fmt::format("{} texts  {}", done, speed);
  }
  const double share = static_cast<double>(done) / static_cast<double>(*total);
  const std::string left =
      rate > 0 ? fmt::format("  {} left", duration(static_cast<double>(*total - done) / rate)) : "";
  return fmt::format("{} {:3.0f} %  {} of {} texts  {}{}", report::bar(share, kBarColumns),
                     share * 100, done, *total, speed, left);
}

Progress::Progress(Console& console, std::optional<std::size_t> total)
    : console_(console), total_(total) {}

Progress::~Progress() {
  if (drawn_) {
    console_.raw_error("\r\x1b[K");
  }
}

void Progress::show(std::size_t done) {
  const double now = since_start_.seconds();
  if (!console_.error_is_terminal() || now - last_drawn_seconds_ < kRedrawSeconds) {
    return;
  }
  last_drawn_seconds_ = now;
  drawn_ = true;
  console_.raw_error("\r" + progress_line(done, total_, now) + "\x1b[K");
}

}  // namespace cognate::cli
