#pragma once
// Reads matrices of NumPy's file format (versions 1.0 to 3.0; its specification is the page "NEP 1"
// of NumPy), a block of rows at a time. The file may come from anybody: its header is bounded and
// must agree with its size. Used by one thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"

namespace cognate::io {

enum class NpyType { f4, f2, f8, i1, u1 };  ///< as NumPy calls them

/// What a header says.
struct NpyShape {
  NpyType type = NpyType::f4;
  std::uint64_t rows = 0;     ///< of the matrix
  std::size_t columns = 0;    ///< at most limits::kNpyColumnsMax
  std::uint64_t data_at = 0;  ///< where in the file the numbers begin
};

/// From the first bytes of a file, all of them or at least limits::kNpyHeaderBytesMax. Errors:
/// corrupt (no such file, cut), unsupported (well formed, but no matrix of f2 f4 f8 i1 u1 in C
/// order and little endian).
Result<NpyShape> parse_npy_shape(std::string_view start);

class NpyReader {
 public:
  /// Errors: those of parse_npy_shape, corrupt (the file is shorter or longer than its header
  /// says), not_found, io.
  static Result<NpyReader> open(FileSystem& fs, const std::string& path);

  const NpyShape& shape() const noexcept { return shape_; }
  /// Replaces `numbers` by the next rows, at most `rows_max`, as floats; how many rows, 0 at the
  /// end. A float64 that no float holds becomes infinite. Errors: io, corrupt (it shrank).
  Result<std::size_t> next(std::size_t rows_max, std::vector<float>& numbers);

 private:
  NpyReader(std::string path, std::unique_ptr<ReadableFile> file, const NpyShape& shape)
      : path_(std::move(path)), file_(std::move(file)), shape_(shape) {}

  std::string path_;
  std::unique_ptr<ReadableFile> file_;
  NpyShape shape_;
  std::uint64_t row_ = 0;  // the next
  std::string bytes_;
};

}  // namespace cognate::io
