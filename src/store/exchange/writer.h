#pragma once
// Documents to a file, whole or not at all (written beside its place and renamed), in bounded
// memory: JSON lines, NumPy with the ids beside it, Parquet (docs/stores.md).

#include <functional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "cognate/store.h"
#include "io/vector_writer.h"

namespace cognate::store {

/// Replaces the documents by the next ones, with vectors; false at the end. Its errors end the
/// writing.
using NextDocuments = std::function<Result<bool>(std::vector<Document>& documents)>;

/// REQUIRES: vectors have `dimension` numbers. Errors: io, those of `next`, invalid_argument
/// (NumPy: an id of two lines), unsupported or unavailable (Parquet without its library).
Status write_documents(FileSystem& fs, const std::string& path, io::VectorFormat format,
                       std::size_t dimension, const NextDocuments& next);

}  // namespace cognate::store
