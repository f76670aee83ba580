#pragma once
// A file of SQL as a source: a table for each CREATE TABLE, with the rows of INSERT and COPY where
// the file holds any.

#include <memory>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"

namespace cognate::io {

/// Whether a file of unknown extension begins like SQL that creates tables.
bool looks_like_sql(std::string_view head);

/// Reads and parses the whole file. Errors besides those of TextFile: corrupt (no table could be
/// read; the message holds line and column of the first wrong statement, or says that there is no
/// CREATE TABLE). `name` is not used: the tables have names of their own.
Result<std::unique_ptr<Source>> open_ddl_source(FileSystem& fs, const std::string& path,
                                                const std::string& name);

}  // namespace cognate::io
