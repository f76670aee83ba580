#pragma once
// What is wrong in an input but not fatal: counted, the first few kept, or an error when the user
// asked for strictness. Used by one thread at a time.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "cognate/table.h"

namespace cognate::io {

class ProblemLog {
 public:
  ProblemLog(std::string path, bool strict) : path_(std::move(path)), strict_(strict) {}

  /// Notes a problem on `line` (0: unknown). Error corrupt when strict.
  Status note(std::uint64_t line, std::string message) {
    if (strict_) {
      return line == 0 ? fail(Code::corrupt, "{}: {}", path_, message)
                       : fail(Code::corrupt, "{}: line {}: {}", path_, line, message);
    }
    ++count_;
    if (problems_.size() < limits::kProblemsKept) {
      problems_.push_back({.line = line, .message = std::move(message)});
    }
    return ok();
  }

  /// Further problems of which nothing is kept.
  void count_more(std::uint64_t problems) { count_ += problems; }

  const std::string& path() const noexcept { return path_; }
  void move_to(Table& table) {
    table.problem_count = std::exchange(count_, 0);
    table.problems = std::exchange(problems_, {});
  }

 private:
  std::string path_;
  bool strict_;
  std::uint64_t count_ = 0;
  std::vector<Problem> problems_;
};

}  // namespace cognate::io
