#include "store/exchange/line_file.h"

#include <algorithm>

#include "store/exchange/limits.h"

namespace cognate::store {
namespace {

constexpr std::size_t kReadBytes = limits::kMiB;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

}  // namespace

Result<LineFile> LineFile::open(FileSystem& fs, const std::string& path) {
  TRY(auto file, fs.open(path));
  return LineFile(std::move(file));
}

Result<bool> LineFile::next() {
  too_long_ = false;
  std::size_t searched = begin_;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      take(end, end + 1);
      return true;
    }
    if (buffer_.size() - begin_ > limits::kDocumentLineBytesMax) {
      too_long_ = true;
      buffer_.clear();
      begin_ = 0;
    }
    searched = buffer_.size() - begin_;
    TRY(const bool more, read_more());
    if (!more) {
      const bool last = begin_ < buffer_.size() || too_long_;
      if (last) {
        take(buffer_.size(), buffer_.size());
      }
      return last;
    }
  }
}

double LineFile::share_read() const noexcept {
  const auto waiting = static_cast<double>(buffer_.size() - begin_);
  const auto size = static_cast<double>(file_->size());
  return size > 0 ? (static_cast<double>(offset_) - waiting) / size : 1;
}

/// Puts what was not taken to the start of the buffer and more behind it; false at the end.
Result<bool> LineFile::read_more() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  TRY(const std::size_t got, file_->read_at(offset_, std::span(buffer_).subspan(before)));
  buffer_.resize(before + got);
  offset_ += got;
  return got > 0;
}

void LineFile::take(std::size_t end, std::size_t next) {
  text_ = too_long_ ? std::string_view() : std::string_view(buffer_).substr(begin_, end - begin_);
  begin_ = next;
  if (number_++ == 0 && text_.starts_with(kUtf8Mark)) {
    text_.remove_prefix(kUtf8Mark.size());
  }
  if (text_.ends_with('\r')) {
    text_.remove_suffix(1);
  }
}

Result<std::uint64_t> count_lines(FileSystem& fs, const std::string& path) {
  TRY(LineFile lines, LineFile::open(fs, path));
  while (true) {
    TRY(const bool more, lines.next());
    if (!more) {
      return lines.number();
    }
  }
}

}  // namespace cognate::store
