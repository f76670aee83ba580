#pragma once
// Vectors to files: NumPy (.npy), Parquet, JSON lines.
//
// The file is written beside its place and renamed at the end: until then, and after any failure,
// the old file stands there whole. Rows come in blocks, so memory does not grow with their number.
//   npy      format 1.0, float32, C order, shape (texts, dimension); the texts are not in it
//   parquet  columns text VARCHAR, vector FLOAT[]
//   jsonl    {"text":"...","vector":[...]} a line, numbers so short that they read back the same

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "cognate/embedder.h"

namespace cognate::io {

enum class VectorFormat { npy, parquet, jsonl };

/// By the extension of the path: .npy, .parquet, .jsonl or .ndjson. Error invalid_argument lists
/// them.
Result<VectorFormat> vector_format(const std::string& path);

/// Some rows: row r of `vectors` belongs to texts[r].
struct VectorBlock {
  std::vector<std::string> texts;
  Matrix vectors;
};

/// Fills the block with the next rows; false when there are no more. Its errors end the writing.
/// Called from the thread that called write_vectors.
using NextVectors = std::function<Result<bool>(VectorBlock& block)>;

/// Writes all blocks. REQUIRES: each has as many texts as rows, and `dimension` columns.
/// Errors: io (disk full, no permission), those of `next`, unavailable or unsupported (Parquet
/// without its library).
Status write_vectors(FileSystem& fs, const std::string& path, VectorFormat format,
                     std::size_t dimension, const NextVectors& next);

}  // namespace cognate::io
