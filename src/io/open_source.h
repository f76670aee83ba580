#pragma once
// A path becomes a Source, by what the file is called and what stands in it.

#include <memory>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"

namespace cognate::io {

/// Opens what `address` (io/address.h) names: a file (CSV of any delimiter, Parquet, JSON, JSON
/// lines: one table, named like the file without its extension; SQL, a data dictionary, SQLite: as
/// many as it holds), a folder (one table for each file of one table in it, in the order of names),
/// a PostgreSQL database. With "#table" that table is the only one.
/// Errors: not_found (no such path or table, nothing readable in the folder), corrupt (empty, cut,
/// binary junk), unsupported (a known kind of file that is not read; the message lists what is),
/// unavailable (the library that reads this kind is not installed; no connection).
Result<std::unique_ptr<Source>> open_source(FileSystem& fs, const std::string& address);

/// The kinds of files that open_source reads, for messages and help.
std::string readable_kinds();

}  // namespace cognate::io
