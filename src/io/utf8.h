#pragma once
// UTF-8 as files bring it: checked, repaired, cut. Well-formed means table 3-7 of the Unicode
// Standard. Pure functions.

#include <cstddef>
#include <string>
#include <string_view>

namespace cognate::io {

/// What stands at the start of `bytes`, which is not empty.
struct Utf8Sequence {
  std::size_t length = 1;  ///< bytes of the character, or of the wrong piece to be replaced as one
  bool valid = false;
  bool cut_short = false;  ///< not valid, but more bytes could have made it so
};
Utf8Sequence utf8_sequence(std::string_view bytes) noexcept;

/// True when all bytes are ASCII and none is NUL: nothing to check any further.
bool is_plain_ascii(std::string_view bytes) noexcept;

/// How many ASCII bytes (NUL too) stand at the start.
std::size_t ascii_prefix(std::string_view bytes) noexcept;

/// Appends `bytes` to `out`, each wrong piece as U+FFFD; the number of pieces replaced.
std::size_t append_repaired_utf8(std::string_view bytes, std::string& out);

/// The longest start of `text` of at most `bytes_max` bytes that does not end inside a character.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) noexcept;

}  // namespace cognate::io
