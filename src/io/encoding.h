#pragma once
// In which encoding a text file is written, and how it becomes UTF-8. Pure functions.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cognate::io {

/// windows_1252 is what the world calls Latin-1: the same letters, and quotes where it has
/// controls.
enum class Encoding { utf8, utf16_le, utf16_be, windows_1252 };

std::string_view encoding_name(Encoding encoding) noexcept;

struct EncodingGuess {
  Encoding encoding = Encoding::utf8;
  std::size_t bom_bytes = 0;  ///< length of the byte order mark at the start of the file
};

/// Tells the encoding from samples of one file. The first is its start, the others are pieces from
/// further on, each of an even offset. A byte order mark decides; then the pattern of NUL bytes
/// that UTF-16 leaves; then whether the bytes above ASCII are rather UTF-8 than not.
EncodingGuess guess_encoding(std::span<const std::string_view> samples);

/// How many bytes of `raw` make whole units, so that a stream can be decoded in pieces; the rest
/// (at most 3 bytes) belongs before the next piece. UTF-8 is not decoded and has no rest.
std::size_t whole_units(Encoding encoding, std::string_view raw) noexcept;

/// Appends the UTF-8 of `raw` to `out`. What is no character (half a surrogate pair, an odd byte at
/// the end) becomes the byte FF, which is never UTF-8: whoever checks the text finds it there.
/// UTF-8 is appended as it is.
void append_decoded(Encoding encoding, std::string_view raw, std::string& out);

/// How many bytes `text`, made by append_decoded from whole units, had in the file.
std::uint64_t encoded_bytes(Encoding encoding, std::string_view text) noexcept;

}  // namespace cognate::io
