#pragma once
// Writes JSON (RFC 8259) piece by piece, so that a report of any length needs little memory.
//
// Text that is not UTF-8 is written with U+FFFD in place of the broken bytes; numbers that are not
// finite are written as null. A failing sink stops the output; finish() tells. Used by one thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/result.h"

namespace cognate::report {

/// Where a report goes, in pieces.
using Sink = std::function<Status(std::string_view)>;

/// How the members of an object or array stand: side by side, or each on its own line.
enum class Layout { inside, lines };

class JsonWriter {
 public:
  explicit JsonWriter(Sink sink) : sink_(std::move(sink)) {}

  void begin_object(Layout layout = Layout::inside) { begin('{', '}', layout); }
  void begin_array(Layout layout = Layout::inside) { begin('[', ']', layout); }
  /// Ends the innermost object or array.
  void end();
  void key(std::string_view name);
  void text(std::string_view value);
  /// A real number, rounded to six digits after the point.
  void real(double value);
  void integer(std::uint64_t value);
  void boolean(bool value);
  /// An array of texts, side by side.
  void texts(const std::vector<std::string>& values);

  /// Writes what is left and a line feed. REQUIRES: everything begun has ended.
  Status finish();

 private:
  struct Level {
    char closing;
    Layout layout;
    bool empty;
  };

  void begin(char opening, char closing, Layout layout);
  void before_value();
  void new_member(Level& level);
  void flush_if_full();

  Sink sink_;
  std::string buffer_;
  std::vector<Level> levels_;
  bool after_key_ = false;
  Status status_ = ok();
};

}  // namespace cognate::report
