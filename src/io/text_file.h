#pragma once
// A whole text file as UTF-8, mapped where it is UTF-8 already: the pages of a dump of any size
// come and go as they are read. Immutable; safe to read from any thread.

#include <memory>
#include <string>
#include <string_view>

#include "base/file_system.h"

namespace cognate::io {

class TextFile {
 public:
  /// Errors: not_found, io, corrupt (empty; bytes that are no text), unsupported (larger than
  /// limits::kDecodedTextBytesMax in another encoding than UTF-8).
  static Result<TextFile> open(FileSystem& fs, const std::string& path);

  /// Without the byte order mark. What was no character in another encoding is the byte FF; broken
  /// UTF-8 is left as it is: whoever takes a piece of it repairs that piece.
  std::string_view text() const noexcept {
    return mapped_.empty() ? std::string_view(decoded_) : mapped_;
  }

 private:
  TextFile() = default;

  std::unique_ptr<ReadableFile> file_;
  std::string_view mapped_;
  std::string decoded_;
};

/// Control characters that no text has, but for a few stray ones: then error corrupt. `path` and
/// `bytes`, of which `head` was decoded, are for the message.
Status check_is_text(std::string_view head, const std::string& path, std::size_t bytes);

}  // namespace cognate::io
