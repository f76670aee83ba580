#pragma once
// Vectors to Parquet, written by DuckDB.

#include <string>

#include "base/file_system.h"
#include "io/vector_writer.h"

namespace cognate::io {

/// As write_vectors.
Status write_parquet(FileSystem& fs, const std::string& path, const VectorShape& shape,
                     const NextVectors& next);

}  // namespace cognate::io
