#pragma once
// Parquet and JSON, read by DuckDB. In a build without it these say so.

#include <memory>
#include <stop_token>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"
#include "io/text_reader.h"

namespace cognate::io {

enum class DuckDbKind { parquet, json };

/// Whether they can be read: loads the library. Errors: unavailable, unsupported.
Status duckdb_ready();

/// A Source of one table called `name`. Errors besides those of open_source: unavailable (the
/// library cannot be loaded), unsupported (built without it).
Result<std::unique_ptr<Source>> open_duckdb_source(FileSystem& fs, DuckDbKind kind,
                                                   const std::string& path,
                                                   const std::string& name);

/// The cells of one column as texts.
Result<std::unique_ptr<TextReader>> open_duckdb_column(FileSystem& fs, DuckDbKind kind,
                                                       const std::string& path,
                                                       const std::string& column,
                                                       const std::stop_token& stop);

}  // namespace cognate::io
