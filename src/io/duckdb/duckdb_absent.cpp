// The build without DuckDB.

#include "base/error.h"
#include "io/duckdb/duckdb_source.h"
#include "io/parquet.h"

namespace cognate::io {
namespace {

Error absent(const std::string& path) {
  return fail(Code::unsupported,
              "{}: this build reads and writes neither Parquet nor JSON; run tools/get_duckdb.sh, "
              "configure with -DCOGNATE_DUCKDB=ON and build again",
              path);
}

}  // namespace

Status duckdb_ready() { return absent("DuckDB"); }

Result<std::unique_ptr<Source>> open_duckdb_source(FileSystem&, DuckDbKind, const std::string& path,
                                                   const std::string&) {
  return absent(path);
}

Result<std::unique_ptr<TextReader>> open_duckdb_column(FileSystem&, DuckDbKind,
                                                       const std::string& path, const std::string&,
                                                       const std::stop_token&) {
  return absent(path);
}

Status write_parquet(FileSystem&, const std::string& path, const ParquetShape&,
                     const NextParquet&) {
  return absent(path);
}

Result<std::unique_ptr<ParquetReader>> open_parquet(FileSystem&, const std::string& path) {
  return absent(path);
}

}  // namespace cognate::io
