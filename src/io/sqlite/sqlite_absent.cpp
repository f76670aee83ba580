// The build without SQLite.

#include "base/error.h"
#include "io/sqlite/sqlite_source.h"

namespace cognate::io {

Result<std::unique_ptr<Source>> open_sqlite_source(FileSystem&, const std::string& path,
                                                   const std::string&) {
  return fail(Code::unsupported,
              "{}: this build reads no SQLite; install libsqlite3-dev, configure with "
              "-DCOGNATE_SQLITE=ON and build again",
              path);
}

}  // namespace cognate::io
