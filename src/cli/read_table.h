#pragma once
// A table that a person named, and what he should know of how it was read.

#include <string>

#include "cli/command.h"
#include "cognate/engine.h"

namespace cognate::cli {

/// Reads the table; notes on the console what was wrong in it but did not stop the reading. Errors:
/// those of Engine::read.
Result<Table> read_table(Engine& engine, const std::string& path, Session& session);

}  // namespace cognate::cli
