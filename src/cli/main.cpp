// The program `cognate`.

#include <string>
#include <vector>

#include "base/config.h"
#include "base/error.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/parse.h"

namespace cognate::cli {
namespace {

constexpr std::string_view kVersionLine = "cognate " COGNATE_VERSION "\n";

/// The flags that stand for settings, by the key of the setting.
std::vector<FlagValue> setting_flags(const Parsed& parsed) {
  std::vector<FlagValue> flags;
  const auto take = [&](const Option& option) {
    if (!option.setting.empty() && parsed.given.has(option.flag)) {
      flags.push_back(
          {.key = std::string(option.setting), .text = parsed.given.option(option.flag)});
    }
  };
  for (const Option& option : parsed.path.back()->options) {
    take(option);
  }
  for (const Option& option : common_options()) {
    take(option);
  }
  return flags;
}

void set_log_level(const std::string& name) {
  static constexpr std::string_view names[] = {"debug", "info", "warning", "error", "off"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (name == names[i]) {
      log::set_level(static_cast<log::Level>(i));
    }
  }
}

Status run(const Parsed& parsed, const Environment& environment, Console& console) {
  if (parsed.version) {
    return console.out(kVersionLine);
  }
  if (parsed.help) {
    return console.out(help_page(parsed.path));
  }
  TRY(const Config config, Config::load(real_file_system(), environment, setting_flags(parsed)));
  for (const std::string& warning : config.warnings()) {
    console.note(warning);
  }
  set_log_level(config.text("log.level"));
  Session session{.given = parsed.given,
                  .environment = environment,
                  .config = config,
                  .console = console,
                  .stop = interrupt_token()};
  return parsed.path.back()->run(session);
}

/// The exit code for how it went, after saying so.
int finish(const Status& status, Console& console) {
  if (status) {
    return kExitOk;
  }
  if (console.out_was_closed()) {
    return kExitSignalBase + 13;  // as if SIGPIPE had ended us
  }
  if (interrupt_signal() != 0) {
    console.error(fmt::format("interrupted: {}", status.error().message));
    return kExitSignalBase + interrupt_signal();
  }
  console.error(status.error().message);
  return exit_code(status.error().code);
}

}  // namespace
}  // namespace cognate::cli

int main(int argc, char** argv) {
  using namespace cognate::cli;
  watch_signals();
  const cognate::Environment environment = cognate::process_environment();
  Console console(environment);
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const auto parsed = parse(words);
  return finish(parsed ? run(*parsed, environment, console) : cognate::Status(parsed.error()),
                console);
}
