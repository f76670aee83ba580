#pragma once
// Where the result of a command goes: standard output, or a file that appears whole or not at all.

#include <functional>
#include <memory>
#include <string>

#include "cli/command.h"
#include "report/json_writer.h"

namespace cognate::cli {

/// Hands a sink to `write`: to the file `path`, or to standard output where `path` is empty.
Status write_result(Session& session, const std::string& path,
                    const std::function<Status(const report::Sink&)>& write);

/// A file system in which every file to be written is standard output, for what only knows how to
/// write files. Nothing can be read from it.
std::unique_ptr<FileSystem> standard_output_as_files(Console& console);

}  // namespace cognate::cli
