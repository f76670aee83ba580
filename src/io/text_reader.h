#pragma once
// Texts to embed, a block at a time, so that files of any length need little memory.
//
// Of lines: one text a line (LF or CRLF). An empty line is the empty text; a last line counts
// without a line end; a final line end adds no text. Encodings as in io/encoding.h; what is no
// character becomes U+FFFD.
// Of a column: one text a row in order, all of them, nulls as the empty text.

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file_system.h"

namespace cognate::io {

/// Used by one thread at a time.
class TextReader {
 public:
  virtual ~TextReader() = default;
  /// Replaces `texts` by the next ones, at most `texts_max` (1 or more); false when there are no
  /// more. Errors: io, corrupt (a text longer than limits::kTextBytesMax), deadline (stopped).
  virtual Result<bool> next(std::size_t texts_max, std::vector<std::string>& texts) = 0;
};

/// The lines of a file; "-" is standard input.
Result<std::unique_ptr<TextReader>> open_lines(FileSystem& fs, const std::string& path,
                                               std::stop_token stop);

/// The cells of the column called `column` in a file of any kind that open_source reads.
/// Errors: those of open_source, not_found (no such column; the message lists them).
Result<std::unique_ptr<TextReader>> open_column(FileSystem& fs, const std::string& path,
                                                const std::string& column, std::stop_token stop);

}  // namespace cognate::io
