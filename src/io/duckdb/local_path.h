#pragma once
// A path as DuckDB may be given it: absolute, and without characters that it would take for a
// pattern of several files. Private to this folder.

#include <string>

#include "cognate/result.h"

namespace cognate::io {

class LocalPath {
 public:
  /// For reading. Errors: not_found, io.
  static Result<LocalPath> of(const std::string& path);
  /// A file that is open already; closed with the last of this.
  static LocalPath of_descriptor(int descriptor);
  LocalPath(LocalPath&& other) noexcept;
  LocalPath& operator=(LocalPath&&) = delete;
  ~LocalPath();

  const std::string& text() const noexcept { return text_; }

 private:
  LocalPath() = default;
  std::string text_;
  int descriptor_ = -1;  // of a file that is read by its number
};

}  // namespace cognate::io
