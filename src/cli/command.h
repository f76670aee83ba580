#pragma once
// What a command of the program is: a row that parsing, help and completion are made from, and the
// function that does the work.

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "cli/console.h"
#include "cognate/result.h"

namespace cognate::cli {

/// What stands on the command line without a flag, in order.
struct Argument {
  std::string_view name;  ///< "SOURCE"
  std::string_view help;
  bool optional = false;  ///< only the last ones
  bool repeats = false;   ///< only the last one: takes all that follows, Invocation::rest
};

struct Option {
  std::string_view flag;          ///< "--format"
  std::string_view value = {};    ///< what follows it: "FILE"; empty: nothing, it is a switch
  std::string_view help = {};     ///< empty: the help of its setting
  std::string_view choices = {};  ///< the values there are: "table|json|csv"; empty: any
  std::string_view setting = {};  ///< the key of settings() that it sets, or empty
  bool may_be_empty = false;      ///< "" is a value, too
  bool repeats = false;           ///< may stand several times: Invocation::all
};

/// The options of one list, then those of another.
template <std::size_t N, std::size_t M>
constexpr std::array<Option, N + M> joined(const std::array<Option, N>& first,
                                           const std::array<Option, M>& second) {
  std::array<Option, N + M> all;
  std::ranges::copy(second, std::ranges::copy(first, all.begin()).out);
  return all;
}

struct Example {
  std::string_view what;
  std::string_view line;
};

/// A command line, told apart.
struct Invocation {
  std::map<std::string, std::string, std::less<>> arguments;  ///< by name
  std::map<std::string, std::string, std::less<>> options;    ///< by flag; switches map to "yes"
  std::map<std::string, std::vector<std::string>, std::less<>> lists;  ///< of flags that repeat
  std::vector<std::string> rest;  ///< all values of the argument that repeats

  bool has(std::string_view flag) const { return options.contains(flag); }
  /// The value of a flag or of an argument; "" when it was not given.
  std::string option(std::string_view flag) const;
  std::string argument(std::string_view name) const;
  /// All values of a flag that repeats, in order.
  std::vector<std::string> all(std::string_view flag) const;
};

/// All that a running command has to work with.
struct Session {
  const Invocation& given;
  const Environment& environment;
  const Config& config;
  Console& console;
  std::stop_token stop;
};

struct Command {
  std::string_view name;
  std::string_view summary;  ///< one line
  std::string_view about;    ///< one paragraph; may be empty
  std::span<const Argument> arguments = {};
  std::span<const Option> options = {};
  std::span<const Example> examples = {};
  std::span<const Command* const> children = {};  ///< a command with children does not run
  Status (*run)(Session& session) = nullptr;
};

/// The program itself: its children are the commands.
const Command& root_command() noexcept;

/// Options of every command.
std::span<const Option> common_options() noexcept;

extern const Command kMatchCommand;
extern const Command kEmbedCommand;
extern const Command kExplainCommand;
extern const Command kIndexCommand;
extern const Command kSearchCommand;
extern const Command kEvaluateCommand;
extern const Command kStoreCommand;
extern const Command kServeCommand;
extern const Command kKeyCommand;
extern const Command kModelCommand;
extern const Command kPcaCommand;
extern const Command kDoctorCommand;
extern const Command kCompletionCommand;

}  // namespace cognate::cli
