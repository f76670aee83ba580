#pragma once
// The lines of a file as the bytes they are, one after the other, in bounded memory. Used by one
// thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/file_system.h"

namespace cognate::store {

class LineFile {
 public:
  static Result<LineFile> open(FileSystem& fs, const std::string& path);

  /// Goes to the next line; false at the end. A line feed ends a line, the last one needs none.
  Result<bool> next();
  /// Without its end (LF or CRLF) and, at the start of the file, without the mark of UTF-8. Valid
  /// until next(). A line of more than limits::kDocumentLineBytesMax is empty and too_long().
  std::string_view text() const noexcept { return text_; }
  bool too_long() const noexcept { return too_long_; }
  std::uint64_t number() const noexcept { return number_; }  ///< from 1
  /// How much of the file was read, from 0 to 1.
  double share_read() const noexcept;

 private:
  explicit LineFile(std::unique_ptr<ReadableFile> file) : file_(std::move(file)) {}
  Result<bool> read_more();
  void take(std::size_t end, std::size_t next);

  std::unique_ptr<ReadableFile> file_;
  std::uint64_t offset_ = 0;  // of what was not read yet
  std::string buffer_;        // read and not taken yet, from begin_ on
  std::size_t begin_ = 0;
  std::string_view text_;
  bool too_long_ = false;
  std::uint64_t number_ = 0;
};

/// How many lines there are.
Result<std::uint64_t> count_lines(FileSystem& fs, const std::string& path);

}  // namespace cognate::store
