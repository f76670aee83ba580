#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

#include "base/error.h"
#include "report/display.h"

namespace cognate::cli {
namespace {

constexpr std::size_t kWidthWithoutTerminal = 100;

std::size_t terminal_width(const Environment& environment) {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  const std::string columns = environment_value(environment, "COLUMNS");
  std::size_t width = 0;
  std::from_chars(columns.data(), columns.data() + columns.size(), width);
  return width > 0 ? width : kWidthWithoutTerminal;
}

/// Writes all of it; 0, or the error number.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

}  // namespace

Console::Console(const Environment& environment)
    : out_is_terminal_(::isatty(STDOUT_FILENO) == 1),
      error_is_terminal_(::isatty(STDERR_FILENO) == 1),
      colours_allowed_(environment_value(environment, "NO_COLOR").empty() &&
                       environment_value(environment, "TERM") != "dumb"),
      width_columns_(terminal_width(environment)) {}

Status Console::out(std::string_view text) {
  const int failure = write_all(STDOUT_FILENO, text);
  if (failure == 0) {
    return ok();
  }
  out_was_closed_ = failure == EPIPE;
  return fail(Code::io, "standard output: {}", std::strerror(failure));
}

void Console::note(std::string_view text) { say("note:", "33", text); }
void Console::error(std::string_view text) { say("error:", "1;31", text); }

void Console::raw_error(std::string_view text) {
  // Where nobody listens on standard error there is nobody to tell.
  static_cast<void>(write_all(STDERR_FILENO, text));
}

void Console::say(std::string_view label, std::string_view sgr, std::string_view text) {
  const bool colour = error_is_terminal_ && colours_allowed_;
  raw_error(colour ? fmt::format("\x1b[{}m{}\x1b[0m {}\n", sgr, label, report::printable(text))
                   : fmt::format("{} {}\n", label, report::printable(text)));
}

}  // namespace cognate::cli
