#include "io/text_file.h"

#include <algorithm>

#include "base/error.h"
#include "base/limits.h"
#include "io/encoding.h"

namespace cognate::io {
namespace {

constexpr double kControlShareMax = 0.05;  // more of them: no text
// A few of them are a fault of some cells, however short the file is.
constexpr long kControlsTolerated = 8;
constexpr std::size_t kEncodingPieces = 16;  // looked at in a file of any size

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v';
}

/// Pieces of the file, the first its start, each of an even offset.
std::vector<std::string_view> pieces_of(std::string_view bytes) {
  std::vector<std::string_view> pieces{bytes.substr(0, limits::kSniffBytes)};
  for (std::size_t i = 1; i < kEncodingPieces && bytes.size() > limits::kSniffBytes; ++i) {
    const std::size_t at = bytes.size() / kEncodingPieces * i / 2 * 2;
    pieces.push_back(bytes.substr(at, limits::kSniffBytes / kEncodingPieces));
  }
  return pieces;
}

}  // namespace

Status check_is_text(std::string_view head, const std::string& path, std::size_t bytes) {
  const auto controls = std::count_if(head.begin(), head.end(), is_control);
  if (controls > kControlsTolerated &&
      static_cast<double>(controls) > kControlShareMax * static_cast<double>(head.size())) {
    return fail(Code::corrupt, "{}: not a text file ({} control characters in the first {} bytes)",
                path, controls, bytes);
  }
  return ok();
}

Result<TextFile> TextFile::open(FileSystem& fs, const std::string& path) {
  TextFile result;
  TRY(result.file_, fs.open(path));
  TRY(std::string_view bytes, result.file_->map());
  if (bytes.empty()) {
    return fail(Code::corrupt, "{}: the file is empty", path);
  }
  const std::vector<std::string_view> pieces = pieces_of(bytes);
  const EncodingGuess guess = guess_encoding(pieces);
  bytes.remove_prefix(std::min(bytes.size(), guess.bom_bytes));
  std::string head;
  append_decoded(guess.encoding, pieces[0].substr(std::min(pieces[0].size(), guess.bom_bytes)),
                 head);
  TRY_OK(check_is_text(head, path, pieces[0].size()));
  if (guess.encoding == Encoding::utf8) {
    result.mapped_ = bytes;
    return result;
  }
  if (bytes.size() > limits::kDecodedTextBytesMax) {
    return fail(Code::unsupported,
                "{}: {} bytes in {}, where {} are the most; convert it to UTF-8 (iconv)", path,
                bytes.size(), encoding_name(guess.encoding), limits::kDecodedTextBytesMax);
  }
  append_decoded(guess.encoding, bytes, result.decoded_);
  return result;
}

}  // namespace cognate::io
