#pragma once
// A command line told apart by the tables of cli/command.h.

#include <span>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cognate/result.h"

namespace cognate::cli {

struct Parsed {
  std::vector<const Command*> path;  ///< from the program down to the command
  Invocation given;
  bool help = false;     ///< --help, or a command with children alone
  bool version = false;  ///< --version
};

/// `words` are those after the program's name. Error invalid_argument: an unknown command or flag
/// (with the nearest one that exists), a missing or needless argument, a value that is no choice.
Result<Parsed> parse(std::span<const std::string> words);

/// "cognate model import".
std::string path_in_words(const std::vector<const Command*>& path);

}  // namespace cognate::cli
