#pragma once
// Vectors to files: NumPy (.npy), Parquet, JSON lines.
//
// The file is written beside its place and renamed at the end: until then, and after any failure,
// the old file stands there whole. Rows come in blocks, so memory does not grow with their number.
//   npy      format 1.0, C order, shape (texts, numbers), types <f4 <f2 |i1 |u1; the texts are not
//            in it
//   parquet  columns text VARCHAR, vector FLOAT[], TINYINT[] or UTINYINT[]; float16 goes as FLOAT,
//            which holds each exactly
//   jsonl    {"text":"...","vector":[...]} a line, numbers so short that they read back the same

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "cognate/result.h"
#include "core/number_type.h"

namespace cognate::io {

enum class VectorFormat { npy, parquet, jsonl };

/// By the extension of the path: .npy, .parquet, .jsonl or .ndjson. Error invalid_argument lists
/// them.
Result<VectorFormat> vector_format(const std::string& path);

/// A vector in a file.
struct VectorShape {
  NumberType type = NumberType::float32;
  std::size_t count = 0;  ///< of numbers
};

/// Some rows: a text, and shape.count numbers for each, one row behind the other.
struct VectorBlock {
  std::vector<std::string> texts;
  std::span<const std::byte> numbers;  ///< stay there until the next call for a block
};

/// Fills the block with the next rows; false when there are no more. Its errors end the writing.
/// Called from the thread that called write_vectors.
using NextVectors = std::function<Result<bool>(VectorBlock& block)>;

/// Writes all blocks. REQUIRES: each has as many numbers as its texts and the shape make.
/// Errors: io (disk full, no permission), those of `next`, unavailable or unsupported (Parquet
/// without its library).
Status write_vectors(FileSystem& fs, const std::string& path, VectorFormat format,
                     const VectorShape& shape, const NextVectors& next);

}  // namespace cognate::io
