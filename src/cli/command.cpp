#include "cli/command.h"

#include <array>

namespace cognate::cli {
namespace {

constexpr std::array kCommon = {
    Option{.flag = "--help", .help = "show this page"},
    Option{.flag = "--log-level", .value = "LEVEL", .setting = "log.level"},
};

constexpr std::array<const Command*, 13> kCommands = {
    &kMatchCommand, &kExplainCommand, &kIndexCommand,     &kSearchCommand, &kEmbedCommand,
    &kPcaCommand,   &kServeCommand,   &kKeyCommand,       &kStoreCommand,  &kEvaluateCommand,
    &kModelCommand, &kDoctorCommand,  &kCompletionCommand};

constexpr std::array kExamples = {
    Example{"a table for people", "cognate match orders.csv warehouse.parquet"},
    Example{"a file to complete in a spreadsheet",
            "cognate match orders.csv warehouse.csv --out mapping.csv"},
    Example{"texts to vectors", "cognate embed texts.txt --out vectors.npy"},
};

constexpr Command kRoot = {
    .name = "cognate",
    .summary = "finds the columns of two tables that mean the same, and says why",
    .about =
        "Cognate reads two tables, embeds their columns with a language model that runs on this "
        "machine, and proposes which column of the first belongs to which of the second. "
        "`cognate COMMAND --help` explains a command.",
    .examples = kExamples,
    .children = kCommands,
};

std::string value_or_empty(const std::map<std::string, std::string, std::less<>>& values,
                           std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? "" : found->second;
}

}  // namespace

std::string Invocation::option(std::string_view flag) const {
  return value_or_empty(options, flag);
}

std::string Invocation::argument(std::string_view name) const {
  return value_or_empty(arguments, name);
}

std::vector<std::string> Invocation::all(std::string_view flag) const {
  const auto found = lists.find(flag);
  return found == lists.end() ? std::vector<std::string>() : found->second;
}

const Command& root_command() noexcept { return kRoot; }

std::span<const Option> common_options() noexcept { return kCommon; }

}  // namespace cognate::cli
