#pragma once
// A path becomes a Source, by what the file is called and what stands in it.

#include <memory>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"

namespace cognate::io {

/// Opens a file (CSV of any delimiter, Parquet, JSON, JSON lines: one table, named like the file
/// without its extension) or a folder (one table for each such file in it, in the order of names).
/// Errors: not_found (no such path, nothing readable in the folder), corrupt (empty, cut, binary
/// junk), unsupported (a known kind of file that is not read; the message lists what is),
/// unavailable (the library that reads this kind is not installed).
Result<std::unique_ptr<Source>> open_source(FileSystem& fs, const std::string& path);

/// The kinds of files that open_source reads, for messages and help.
std::string readable_kinds();

}  // namespace cognate::io
