#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/encoding.h"
#include "io/text_reader.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

/// Bytes in order, from wherever.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Fills `out`; fewer bytes only at the end.
  virtual Result<std::size_t> read(std::span<char> out) = 0;
};

class FileBytes final : public ByteStream {
 public:
  explicit FileBytes(std::unique_ptr<ReadableFile> file) : file_(std::move(file)) {}
  Result<std::size_t> read(std::span<char> out) override {
    TRY(const std::size_t got, file_->read_at(offset_, out));
    offset_ += got;
    return got;
  }

 private:
  std::unique_ptr<ReadableFile> file_;
  std::uint64_t offset_ = 0;
};

class StandardInput final : public ByteStream {
 public:
  explicit StandardInput(std::stop_token stop) : stop_(std::move(stop)) {}
  Result<std::size_t> read(std::span<char> out) override {
    std::size_t done = 0;
    while (done < out.size()) {
      wait();
      if (stop_.stop_requested()) {
        return fail(Code::deadline, "standard input: stopped while reading");
      }
      const ssize_t n = ::read(STDIN_FILENO, out.data() + done, out.size() - done);
      if (n < 0 && errno == EINTR) {
        continue;
      }
      if (n < 0) {
        return fail(Code::io, "standard input: {}", std::strerror(errno));
      }
      if (n == 0) {
        break;
      }
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

 private:
  /// Until there is something to read or a request to stop, which no read would notice.
  void wait() const {
    constexpr int kLookMilliseconds = 100;
    pollfd input = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    while (!stop_.stop_requested() && ::poll(&input, 1, kLookMilliseconds) == 0) {
    }
  }

  std::stop_token stop_;
};

class LineReader final : public TextReader {
 public:
  LineReader(std::unique_ptr<ByteStream> bytes, std::string name, std::stop_token stop)
      : bytes_(std::move(bytes)), name_(std::move(name)), stop_(std::move(stop)) {}

  Result<bool> next(std::size_t texts_max, std::vector<std::string>& texts) override {
    texts.clear();
    while (texts.size() < texts_max) {
      const std::size_t line_end = text_.find('\n', searched_);
      if (line_end != std::string::npos) {
        texts.push_back(take_line(line_end));
        begin_ = searched_ = line_end + 1;
        continue;
      }
      if (text_.size() - begin_ > limits::kTextBytesMax) {
        return fail(Code::corrupt, "{}: line {}: longer than {} MiB; one text a line is expected",
                    name_, line_, limits::kTextBytesMax / limits::kMiB);
      }
      TRY(const bool more, refill());
      if (!more) {
        if (begin_ < text_.size()) {
          texts.push_back(take_line(text_.size()));
          begin_ = searched_ = text_.size();
        }
        break;
      }
    }
    return !texts.empty();
  }

 private:
  std::string take_line(std::size_t end) {
    std::string_view line = std::string_view(text_).substr(begin_, end - begin_);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    ++line_;
    if (is_plain_ascii(line)) {
      return std::string(line);
    }
    std::string repaired;
    repaired.reserve(line.size());
    append_repaired_utf8(line, repaired);
    return repaired;
  }

  /// Makes the unfinished line longer; false at the end of the input.
  Result<bool> refill() {
    if (stop_.stop_requested()) {
      return fail(Code::deadline, "{}: stopped while reading", name_);
    }
    text_.erase(0, begin_);
    begin_ = 0;
    searched_ = text_.size();
    const std::size_t rest = raw_.size();
    raw_.resize(limits::kSniffBytes);
    TRY(const std::size_t got, bytes_->read(std::span(raw_).subspan(rest)));
    const bool last = rest + got < raw_.size();
    raw_.resize(rest + got);
    if (!std::exchange(guessed_, true)) {
      const std::string_view head = raw_;
      const EncodingGuess guess = guess_encoding(std::span(&head, 1));
      encoding_ = guess.encoding;
      raw_.erase(0, guess.bom_bytes);
    }
    const std::size_t whole = last ? raw_.size() : whole_units(encoding_, raw_);
    append_decoded(encoding_, std::string_view(raw_).substr(0, whole), text_);
    raw_.erase(0, whole);
    return got > 0;
  }

  std::unique_ptr<ByteStream> bytes_;
  std::string name_;
  std::stop_token stop_;
  std::string raw_;   // read and not decoded yet
  std::string text_;  // decoded; lines before begin_ are taken
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;  // no line end between begin_ and here
  std::size_t line_ = 1;
  Encoding encoding_ = Encoding::utf8;
  bool guessed_ = false;
};

}  // namespace

Result<std::unique_ptr<TextReader>> open_lines(FileSystem& fs, const std::string& path,
                                               std::stop_token stop) {
  if (path == "-") {
    return std::make_unique<LineReader>(std::make_unique<StandardInput>(stop), "standard input",
                                        stop);
  }
  TRY(auto file, fs.open(path));
  return std::make_unique<LineReader>(std::make_unique<FileBytes>(std::move(file)), path, stop);
}

}  // namespace cognate::io
