#include "io/duckdb/json_lines.h"

#include <simdjson.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "io/text_reader.h"

namespace cognate::io {
namespace {

constexpr std::size_t kLinesPerBlock = 1000;

struct WrongLine {
  std::uint64_t line;
  std::string message;
};

/// What judging all lines gave.
struct Judgement {
  std::string right;  // the lines, as many as are kept
  std::uint64_t right_count = 0;
  std::uint64_t wrong_count = 0;
  std::vector<WrongLine> wrong;  // the first ones
};

Result<Judgement> judge_lines(FileSystem& fs, const std::string& path,
                              const std::stop_token& stop) {
  TRY(auto reader, open_lines(fs, path, stop));
  Judgement judgement;
  simdjson::dom::parser parser;
  std::vector<std::string> lines;
  std::uint64_t number = 0;
  while (true) {
    TRY(const bool more, reader->next(kLinesPerBlock, lines));
    if (!more) {
      return judgement;
    }
    for (const std::string& line : lines) {
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string::npos) {
        continue;
      }
      simdjson::dom::element element;
      const simdjson::error_code error = parser.parse(line).get(element);
      if (error == simdjson::SUCCESS && element.is_object()) {
        ++judgement.right_count;
        if (judgement.right.size() + line.size() < limits::kJsonLinesKept) {
          judgement.right.append(line).push_back('\n');
        }
        continue;
      }
      ++judgement.wrong_count;
      if (judgement.wrong.size() < limits::kProblemsKept) {
        judgement.wrong.push_back(
            {number, error == simdjson::SUCCESS ? "not a JSON object" : error_message(error)});
      }
    }
  }
}

/// A file without a name that holds `content`; it goes with its last user.
Result<LocalPath> memory_file(std::string_view content) {
  const int descriptor = ::memfd_create("cognate-json-lines", MFD_CLOEXEC);
  if (descriptor < 0) {
    return fail(Code::unavailable, "no file in memory: {}", std::strerror(errno));
  }
  LocalPath path = LocalPath::of_descriptor(descriptor);
  while (!content.empty()) {
    const ssize_t n = ::write(descriptor, content.data(), content.size());
    if (n < 0 && errno != EINTR) {
      return fail(Code::unavailable, "no file in memory: {}", std::strerror(errno));
    }
    content.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
  return path;
}

}  // namespace

Result<std::optional<LocalPath>> right_json_lines(FileSystem& fs, const std::string& path,
                                                  ProblemLog& log, const std::stop_token& stop) {
  TRY(const Judgement judgement, judge_lines(fs, path, stop));
  if (judgement.right_count == 0 || judgement.right_count < judgement.wrong_count) {
    return std::optional<LocalPath>();
  }
  for (const WrongLine& wrong : judgement.wrong) {
    TRY_OK(log.note(wrong.line, wrong.message + "; the line is left out"));
  }
  log.count_more(judgement.wrong_count - judgement.wrong.size());
  TRY(LocalPath local, memory_file(judgement.right));
  return std::optional<LocalPath>(std::move(local));
}

}  // namespace cognate::io
