#pragma once
// A table that a person named, and what he should know of how it was read.

#include <string>
#include <utility>

#include "cli/command.h"
#include "cognate/engine.h"

namespace cognate::cli {

/// Reads the table; notes on the console what was wrong in it but did not stop the reading. Errors:
/// those of Engine::read.
Result<Table> read_table(Engine& engine, const std::string& path, Session& session);

/// Both at once, with the notes and errors of reading one after the other.
Result<std::pair<Table, Table>> read_tables(Engine& engine, const std::string& first,
                                            const std::string& second, Session& session);

}  // namespace cognate::cli
