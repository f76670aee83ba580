#pragma once
// Tensors of a .safetensors file, mapped and never copied.
//
// Format: 8 bytes little-endian length of a JSON header, the header {name: {dtype, shape,
// data_offsets}}, then the data. Everything the header claims is checked against the file before it
// is used: length, count, names, ranks, types, shape * size == bytes, and that the tensors tile the
// data exactly, without holes or overlaps (safetensors specification, "Format" and its anti-DoS
// rules). Thread-safety: immutable after open. A file that is cut while it is mapped ends the
// program (SIGBUS).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/file_system.h"
#include "cognate/result.h"

namespace cognate::model {

/// One tensor: its type as the file names it ("F32"), its shape, its bytes.
struct Tensor {
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::string_view bytes;
};

/// Whether the tensor's numbers can be had as float32 without loss: F32, F16 or BF16.
bool holds_floats(const Tensor& tensor) noexcept;

/// Its numbers as float32, exactly. REQUIRES: holds_floats, and room in `out` for all of them.
void copy_floats(const Tensor& tensor, float* out) noexcept;

class SafeTensors {
 public:
  /// Errors: not_found, corrupt (names the file and what is wrong), io.
  static Result<SafeTensors> open(FileSystem& fs, const std::string& path);

  /// The same on bytes in memory, which must outlive the result.
  static Result<SafeTensors> parse(std::string_view file);

  /// The tensor, or null.
  const Tensor* find(const std::string& name) const;

  std::size_t size() const noexcept { return tensors_.size(); }

  /// A 64-bit mark of header, size and samples of the data: changes when the weights do.
  std::uint64_t fingerprint() const noexcept { return fingerprint_; }

 private:
  std::unique_ptr<ReadableFile> file_;  // null for parse()
  std::unordered_map<std::string, Tensor> tensors_;
  std::uint64_t fingerprint_ = 0;
};

}  // namespace cognate::model
