// cognate completion bash|zsh|fish: made from the same tables as parsing and help.

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "cli/command.h"
#include "cli/help.h"

namespace cognate::cli {
namespace {

/// Calls `visit(words, command)` for the program and each command below, words being "model list".
template <class Visit>
void for_each_command(const Command& command, const std::string& words, const Visit& visit) {
  visit(words, command);
  for (const Command* child : command.children) {
    for_each_command(
        *child, words.empty() ? std::string(child->name) : fmt::format("{} {}", words, child->name),
        visit);
  }
}

std::string flags_and_children(const Command& command) {
  std::string words;
  for (const Command* child : command.children) {
    words += fmt::format("{} ", child->name);
  }
  for (const Option& option : command.options) {
    words += fmt::format("{} ", option.flag);
  }
  for (const Option& option : common_options()) {
    words += fmt::format("{} ", option.flag);
  }
  words.pop_back();
  return words;
}

/// Bash, and zsh through its bashcompinit: the words of the command so far choose the list.
std::string bash() {
  std::string cases;
  std::string parents;   // model|pca
  std::string finished;  // "model "*|"pca "*
  for (const Command* command : root_command().children) {
    if (!command->children.empty()) {
      const std::string_view bar = parents.empty() ? "" : "|";
      fmt::format_to(std::back_inserter(parents), "{}{}", bar, command->name);
      fmt::format_to(std::back_inserter(finished), "{}\"{} \"*", bar, command->name);
    }
  }
  for_each_command(root_command(), "", [&](const std::string& words, const Command& command) {
    fmt::format_to(std::back_inserter(cases), "    \"{}\") words=\"{}\" ;;\n", words,
                   flags_and_children(command));
  });
  return fmt::format(
      "_cognate() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} command=\"\" words=\"\" word\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case $word in -*|*[./]*) break ;; esac\n"
      "    command=${{command:+$command }}$word\n"
      "    case $command in {}) break ;; {}) ;; *) break ;; esac\n"
      "  done\n"
      "  case $command in\n{}  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  [[ $current == -* ]] || COMPREPLY+=($(compgen -f -- \"$current\"))\n"
      "}}\n"
      "complete -o filenames -F _cognate cognate\n",
      finished, parents, cases);
}

std::string zsh() { return "autoload -U +X bashcompinit && bashcompinit\n" + bash(); }

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' ? std::string("\\'") : std::string(1, c);
  }
  return result + "'";
}

/// When the command line stands at this command: the condition of fish's complete.
std::string fish_condition(const std::string& words, const Command& command) {
  if (words.empty()) {
    return "__fish_use_subcommand";
  }
  std::string condition;
  for (std::size_t start = 0; start < words.size();) {
    const std::size_t end = std::min(words.find(' ', start), words.size());
    condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ",
                             words.substr(start, end - start));
    start = end + 1;
  }
  for (const Command* child : command.children) {
    condition += fmt::format("; and not __fish_seen_subcommand_from {}", child->name);
  }
  return condition;
}

std::string fish() {
  std::string script;
  for_each_command(root_command(), "", [&](const std::string& words, const Command& command) {
    const std::string condition = quoted(fish_condition(words, command));
    for (const Command* child : command.children) {
      fmt::format_to(std::back_inserter(script), "complete -c cognate -n {} -f -a {} -d {}\n",
                     condition, child->name, quoted(child->summary));
    }
    for (const Option& option : command.options) {
      fmt::format_to(std::back_inserter(script), "complete -c cognate -n {} -l {}{} -d {}\n",
                     condition, option.flag.substr(2), option.value.empty() ? "" : " -r",
                     quoted(option_help(option)));
    }
  });
  return script;
}

Status run(Session& session) {
  const std::string shell = session.given.argument("SHELL");
  if (shell == "bash") {
    return session.console.out(bash());
  }
  if (shell == "zsh") {
    return session.console.out(zsh());
  }
  if (shell == "fish") {
    return session.console.out(fish());
  }
  return Error{Code::invalid_argument,
               fmt::format("completion \"{}\": not one of bash, zsh, fish", shell)};
}

constexpr std::array kArguments = {Argument{.name = "SHELL", .help = "bash, zsh or fish"}};
constexpr std::array kExamples = {
    Example{"in ~/.bashrc", "source <(cognate completion bash)"},
    Example{"in ~/.zshrc", "source <(cognate completion zsh)"},
    Example{"once, for fish", "cognate completion fish > ~/.config/fish/completions/cognate.fish"},
};

}  // namespace

constexpr Command kCompletionCommand = {
    .name = "completion",
    .summary = "print the script that completes commands in your shell",
    .about = "",
    .arguments = kArguments,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
