#pragma once
// The help page of a command, made from its row.

#include <string>
#include <vector>

#include "cli/command.h"

namespace cognate::cli {

/// REQUIRES: `path` leads from the program to the command, and is not empty.
std::string help_page(const std::vector<const Command*>& path);

/// What an option is for: its own words or those of its setting, then its choices and default.
std::string option_help(const Option& option);

}  // namespace cognate::cli
