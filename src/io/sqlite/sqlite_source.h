#pragma once
// SQLite files. In a build without the library this says so.

#include <memory>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"

namespace cognate::io {

/// Tables and views of the file, which is opened for reading only and is never written to. Errors
/// besides those of open_source: unsupported (built without SQLite). `name` is not used: the tables
/// have names of their own.
Result<std::unique_ptr<Source>> open_sqlite_source(FileSystem& fs, const std::string& path,
                                                   const std::string& name);

}  // namespace cognate::io
