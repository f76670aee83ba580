#pragma once
// Where in a filter we are, for messages: "$and[1].nulls". Used by one thread.

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"
#include "io/utf8.h"

namespace cognate::store {

/// A name as a message shows it: a long one is cut.
inline std::string shown(std::string_view name) {
  constexpr std::size_t kShownBytes = 80;
  const std::string_view start = io::utf8_prefix(name, kShownBytes);
  return std::string(start) + (start.size() < name.size() ? "..." : "");
}

class FilterPath {
 public:
  /// One step deeper for as long as it lives.
  class Step {
   public:
    Step(FilterPath& path, std::string_view name) : path_(path), bytes_(path.text_.size()) {
      path.text_ += path.text_.empty() ? "" : ".";
      path.text_ += shown(name);
    }
    Step(FilterPath& path, std::size_t index) : path_(path), bytes_(path.text_.size()) {
      path.text_ += fmt::format("[{}]", index);
    }
    ~Step() { path_.text_.resize(bytes_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    FilterPath& path_;
    std::size_t bytes_;
  };

  template <class... Args>
  Error error(fmt::format_string<Args...> text, Args&&... args) const {
    const std::string words = fmt::format(text, std::forward<Args>(args)...);
    return fail(Code::invalid_argument, "filter: {}{}{}", text_, text_.empty() ? "" : ": ", words);
  }

 private:
  std::string text_;
};

}  // namespace cognate::store
