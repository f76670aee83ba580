#pragma once
// Diagnostics on stderr, one line each: time, level, message. Results never go through here.
//
// Thread-safety: every function may be called from any thread.

#include <fmt/format.h>

#include <string_view>

namespace cognate::log {

enum class Level { debug, info, warning, error, off };

/// Messages below the level are dropped. The level at the start is `warning`.
void set_level(Level level);
bool enabled(Level level) noexcept;

/// Writes one message, whatever its level. Control characters in it are made visible, so that text
/// from a file cannot fake a line of the log or steer the terminal.
void write(Level level, std::string_view message);

template <class... Args>
void debug(fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::debug)) {
    write(Level::debug, fmt::format(text, std::forward<Args>(args)...));
  }
}

template <class... Args>
void info(fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::info)) {
    write(Level::info, fmt::format(text, std::forward<Args>(args)...));
  }
}

template <class... Args>
void warning(fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::warning)) {
    write(Level::warning, fmt::format(text, std::forward<Args>(args)...));
  }
}

template <class... Args>
void error(fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(Level::error)) {
    write(Level::error, fmt::format(text, std::forward<Args>(args)...));
  }
}

}  // namespace cognate::log
