#include "cli/parse.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <deque>

#include "base/error.h"
#include "base/nearest.h"

namespace cognate::cli {
namespace {

/// "; did you mean --threads?", or nothing.
std::string suggestion(std::string_view name, std::span<const std::string_view> known) {
  const auto meant = nearest(name, known);
  return meant ? fmt::format("; did you mean {}?", *meant) : "";
}

std::string try_help(const std::vector<const Command*>& path) {
  return fmt::format(" (`{} --help` shows what there is)", path_in_words(path));
}

/// Walks down the commands as long as words name one. Leaves the other words.
Status descend(std::deque<std::string>& words, Parsed& parsed) {
  while (!parsed.path.back()->children.empty() && !words.empty()) {
    const auto children = parsed.path.back()->children;
    const auto found = std::find_if(children.begin(), children.end(), [&](const Command* child) {
      return child->name == words.front();
    });
    if (found == children.end()) {
      break;
    }
    parsed.path.push_back(*found);
    words.pop_front();
  }
  if (parsed.path.back()->children.empty() || words.empty() || words.front().starts_with('-')) {
    return ok();
  }
  std::vector<std::string_view> names;
  for (const Command* child : parsed.path.back()->children) {
    names.push_back(child->name);
  }
  return fail(Code::invalid_argument, "no command \"{}\"{}{}", words.front(),
              suggestion(words.front(), names), try_help(parsed.path));
}

std::vector<Option> options_of(const Command& command) {
  std::vector<Option> options(command.options.begin(), command.options.end());
  options.insert(options.end(), common_options().begin(), common_options().end());
  return options;
}

/// What CLI11 made of the words.
struct Words {
  std::map<std::string_view, std::string> values;
  std::map<std::string_view, std::vector<std::string>> lists;
  std::map<std::string_view, bool> switches;
  std::vector<std::string> positional;
  std::vector<std::string> unknown;
};

Result<Words> tell_apart(const std::vector<Option>& options, const std::deque<std::string>& words) {
  Words result;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.add_option("arguments", result.positional);
  for (const Option& option : options) {
    const std::string flag = option.flag == "--help" ? "-h,--help" : std::string(option.flag);
    if (option.value.empty()) {
      app.add_flag(flag, result.switches[option.flag]);
    } else if (option.repeats) {
      app.add_option(flag, result.lists[option.flag])->allow_extra_args(false);
    } else {
      app.add_option(flag, result.values[option.flag])
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& failure) {
    return fail(Code::invalid_argument, "{}", failure.what());
  }
  result.unknown = app.remaining();
  std::erase(result.unknown, "--");  // CLI11 counts the mark among them
  std::erase_if(result.values,
                [&](const auto& entry) { return app.count(std::string(entry.first)) == 0; });
  for (const auto& [flag, values] : result.lists) {
    if (!values.empty()) {
      result.values[flag] = values.back();
    }
  }
  return result;
}

Status check_unknown(const std::vector<std::string>& unknown, const std::vector<Option>& options,
                     const Parsed& parsed) {
  if (unknown.empty()) {
    return ok();
  }
  const std::string flag = unknown[0].substr(0, unknown[0].find('='));
  std::vector<std::string_view> known;
  for (const Option& option : options) {
    known.push_back(option.flag);
  }
  return fail(Code::invalid_argument, "{} has no flag {}{}{}", path_in_words(parsed.path), flag,
              suggestion(flag, known), try_help(parsed.path));
}

bool is_choice(std::string_view choices, std::string_view value) {
  const std::string padded = fmt::format("|{}|", choices);
  return value.find('|') == std::string_view::npos &&
         padded.find(fmt::format("|{}|", value)) != std::string::npos;
}

Status check_value(const Option& option, const std::string& value) {
  if ((value.empty() && !option.may_be_empty) || value.starts_with("--")) {
    return fail(Code::invalid_argument, "{} needs a value: {} {}", option.flag, option.flag,
                option.value);
  }
  if (!option.choices.empty() && !is_choice(option.choices, value)) {
    return fail(Code::invalid_argument, "{} \"{}\": not one of {}", option.flag, value,
                option.choices);
  }
  return ok();
}

Status take_options(const std::vector<Option>& options, const Words& words, Invocation& given) {
  for (const Option& option : options) {
    if (option.value.empty()) {
      if (words.switches.at(option.flag)) {
        given.options.emplace(option.flag, "yes");
      }
      continue;
    }
    const auto found = words.values.find(option.flag);
    if (found == words.values.end()) {
      continue;
    }
    const auto list = words.lists.find(option.flag);
    std::vector<std::string> values = {found->second};
    if (list != words.lists.end()) {
      values = list->second;
    }
    for (const std::string& value : values) {
      TRY_OK(check_value(option, value));
    }
    given.options.emplace(option.flag, values.back());
    given.lists.emplace(option.flag, std::move(values));
  }
  return ok();
}

Status take_arguments(const std::vector<std::string>& positional, Parsed& parsed) {
  const auto wanted = parsed.path.back()->arguments;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i < positional.size()) {
      parsed.given.arguments.emplace(wanted[i].name, positional[i]);
    } else if (!wanted[i].optional) {
      return fail(Code::invalid_argument, "{} needs {}: {}{}", path_in_words(parsed.path),
                  wanted[i].name, wanted[i].help, try_help(parsed.path));
    }
  }
  if (!wanted.empty() && wanted.back().repeats) {
    parsed.given.rest.assign(positional.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                      wanted.size() - 1, positional.size())),
                             positional.end());
  } else if (positional.size() > wanted.size()) {
    return fail(Code::invalid_argument, "{}: \"{}\" is one argument too many{}",
                path_in_words(parsed.path), positional[wanted.size()], try_help(parsed.path));
  }
  return ok();
}

}  // namespace

Result<Parsed> parse(std::span<const std::string> words) {
  std::deque<std::string> rest(words.begin(), words.end());
  Parsed parsed;
  parsed.path.push_back(&root_command());
  TRY_OK(descend(rest, parsed));
  auto options = options_of(*parsed.path.back());
  const bool at_root = parsed.path.size() == 1;
  if (at_root) {
    options.push_back({.flag = "--version"});
  }
  TRY(const Words told, tell_apart(options, rest));
  TRY_OK(check_unknown(told.unknown, options, parsed));
  TRY_OK(take_options(options, told, parsed.given));
  parsed.version = parsed.given.has("--version");
  parsed.help = parsed.given.has("--help") || !parsed.path.back()->children.empty();
  if (!parsed.help) {
    TRY_OK(take_arguments(told.positional, parsed));
  }
  return parsed;
}

std::string path_in_words(const std::vector<const Command*>& path) {
  std::string words;
  for (const Command* command : path) {
    words += words.empty() ? "" : " ";
    words += command->name;
  }
  return words;
}

}  // namespace cognate::cli
