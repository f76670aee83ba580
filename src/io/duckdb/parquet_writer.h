#pragma once
// Vectors to Parquet, written by DuckDB.

#include <cstddef>
#include <string>

#include "base/file_system.h"
#include "io/vector_writer.h"

namespace cognate::io {

/// As write_vectors.
Status write_parquet(FileSystem& fs, const std::string& path, std::size_t dimension,
                     const NextVectors& next);

}  // namespace cognate::io
