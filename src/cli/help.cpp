#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/parse.h"
#include "report/display.h"

namespace cognate::cli {
namespace {

constexpr std::size_t kPageColumns = 80;

/// Two columns, the first as wide as its widest entry.
class Listing {
 public:
  void add(std::string name, std::string text) {
    width_ = std::max(width_, name.size());
    rows_.emplace_back(std::move(name), std::move(text));
  }
  std::string under(std::string_view title) const {
    if (rows_.empty()) {
      return "";
    }
    std::string out = fmt::format("\n{}:\n", title);
    for (const auto& [name, text] : rows_) {
      std::string_view first = name;
      for (const std::string& line : report::wrap(text, kPageColumns - width_ - 4)) {
        fmt::format_to(std::back_inserter(out), "  {:<{}}  {}\n", first, width_, line);
        first = "";
      }
    }
    return out;
  }

 private:
  std::size_t width_ = 0;
  std::vector<std::pair<std::string, std::string>> rows_;
};

const Setting* setting_of(const Option& option) {
  const auto rows = settings();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Setting& row) {
    return !option.setting.empty() && row.key == option.setting;
  });
  return found == rows.end() ? nullptr : &*found;
}

std::string usage(const std::vector<const Command*>& path) {
  std::string line = "usage: " + path_in_words(path);
  const Command& command = *path.back();
  line += command.children.empty() ? "" : " COMMAND";
  for (const Argument& argument : command.arguments) {
    const char* const more = argument.repeats ? "..." : "";
    line += argument.optional ? fmt::format(" [{}{}]", argument.name, more)
                              : fmt::format(" {}{}", argument.name, more);
  }
  return line + " [OPTIONS]\n";
}

std::string commands_and_arguments(const Command& command) {
  Listing commands;
  for (const Command* child : command.children) {
    commands.add(std::string(child->name), std::string(child->summary));
  }
  Listing arguments;
  for (const Argument& argument : command.arguments) {
    arguments.add(std::string(argument.name), std::string(argument.help));
  }
  return commands.under("commands") + arguments.under("arguments");
}

std::string options(const Command& command, bool is_program) {
  Listing listing;
  const auto add = [&listing](const Option& option) {
    const std::string flag = option.flag == "--help" ? "-h, --help" : std::string(option.flag);
    listing.add(option.value.empty() ? flag : fmt::format("{} {}", flag, option.value),
                option_help(option));
  };
  std::for_each(command.options.begin(), command.options.end(), add);
  std::for_each(common_options().begin(), common_options().end(), add);
  if (is_program) {
    listing.add("--version", "show the version");
  }
  return listing.under("options");
}

}  // namespace

std::string option_help(const Option& option) {
  const Setting* setting = setting_of(option);
  std::string text(option.help.empty() && setting != nullptr ? setting->help : option.help);
  const std::string_view choices = setting != nullptr ? setting->choices : option.choices;
  if (!choices.empty()) {
    text += fmt::format(" ({})", choices);
  }
  if (setting != nullptr) {
    text += fmt::format(" [{}]", setting->fallback);
  }
  return text;
}

std::string help_page(const std::vector<const Command*>& path) {
  const Command& command = *path.back();
  std::string page = fmt::format("{}: {}\n\n", path_in_words(path), command.summary);
  page += usage(path);
  page += command.about.empty() ? "" : "\n";
  for (const std::string& line : report::wrap(command.about, kPageColumns)) {
    page += line + "\n";
  }
  page += commands_and_arguments(command);
  page += options(command, path.size() == 1);
  if (!command.examples.empty()) {
    page += "\nexamples:\n";
    for (const Example& example : command.examples) {
      page += fmt::format("  # {}\n  {}\n", example.what, example.line);
    }
  }
  return page;
}

}  // namespace cognate::cli
