#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <string>

namespace cognate::log {
namespace {

constexpr std::array<spdlog::level::level_enum, 5> kLevels = {
    spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err,
    spdlog::level::off};

spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made("cognate", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_pattern("%H:%M:%S.%e %l: %v");
    made.set_level(spdlog::level::warn);
    return made;
  }();
  return instance;
}

std::string one_line(std::string_view message) {
  std::string line;
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      fmt::format_to(std::back_inserter(line), "\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace

void set_level(Level level) { logger().set_level(kLevels[static_cast<std::size_t>(level)]); }

bool enabled(Level level) noexcept {
  return logger().should_log(kLevels[static_cast<std::size_t>(level)]);
}

void write(Level level, std::string_view message) {
  logger().log(kLevels[static_cast<std::size_t>(level)], one_line(message));
}

}  // namespace cognate::log
