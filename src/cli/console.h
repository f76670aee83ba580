#pragma once
// Standard output for results, standard error for everything said about them.
//
// Colours and bars only where a terminal is: NO_COLOR and TERM=dumb turn colours off. Used by one
// thread.

#include <cstddef>
#include <string_view>

#include "base/paths.h"
#include "cognate/result.h"

namespace cognate::cli {

class Console {
 public:
  explicit Console(const Environment& environment);

  bool out_is_terminal() const noexcept { return out_is_terminal_; }
  bool error_is_terminal() const noexcept { return error_is_terminal_; }
  bool colour() const noexcept { return out_is_terminal_ && colours_allowed_; }
  /// Of the terminal; 100 where there is none.
  std::size_t width_columns() const noexcept { return width_columns_; }

  /// To standard output, at once. Error io: closed or full.
  Status out(std::string_view text);
  /// The reader of standard output went away (`cognate ... | head`): nothing to complain about.
  bool out_was_closed() const noexcept { return out_was_closed_; }

  /// A line on standard error: "note: ...", "error: ...". Control characters are made visible.
  void note(std::string_view text);
  void error(std::string_view text);
  /// To standard error as it is.
  void raw_error(std::string_view text);

 private:
  void say(std::string_view label, std::string_view sgr, std::string_view text);

  bool out_is_terminal_;
  bool error_is_terminal_;
  bool colours_allowed_;
  bool out_was_closed_ = false;
  std::size_t width_columns_;
};

}  // namespace cognate::cli
