#include "report/json_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/check.h"
#include "report/display.h"

namespace cognate::report {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

/// Appends the text as a JSON string.
void append_quoted(std::string& out, std::string_view text) {
  const std::string valid = valid_utf8(text);
  out += '"';
  for (const char c : valid) {
    if (c == '"' || c == '\\') {
      out.append({'\\', c});
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

void JsonWriter::new_member(Level& level) {
  if (!level.empty) {
    buffer_ += level.layout == Layout::lines ? "," : ", ";
  }
  level.empty = false;
  if (level.layout == Layout::lines) {
    buffer_.append("\n").append(2 * levels_.size(), ' ');
  }
}

void JsonWriter::before_value() {
  if (!after_key_ && !levels_.empty()) {
    new_member(levels_.back());
  }
  after_key_ = false;
}

void JsonWriter::begin(char opening, char closing, Layout layout) {
  before_value();
  buffer_ += opening;
  levels_.push_back({.closing = closing, .layout = layout, .empty = true});
}

void JsonWriter::end() {
  CHECK(!levels_.empty(), "something is open");
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::lines && !level.empty) {
    buffer_.append("\n").append(2 * levels_.size(), ' ');
  }
  buffer_ += level.closing;
  flush_if_full();
}

void JsonWriter::key(std::string_view name) {
  new_member(levels_.back());
  append_quoted(buffer_, name);
  buffer_ += ": ";
  after_key_ = true;
}

void JsonWriter::text(std::string_view value) {
  before_value();
  append_quoted(buffer_, value);
}

void JsonWriter::real(double value) {
  before_value();
  if (std::isfinite(value)) {
    constexpr double kDigits = 1e6;
    fmt::format_to(std::back_inserter(buffer_), "{}", std::round(value * kDigits) / kDigits);
  } else {
    buffer_ += "null";
  }
}

void JsonWriter::integer(std::uint64_t value) {
  before_value();
  fmt::format_to(std::back_inserter(buffer_), "{}", value);
}

void JsonWriter::boolean(bool value) {
  before_value();
  buffer_ += value ? "true" : "false";
}

void JsonWriter::flush_if_full() {
  if (buffer_.size() >= kBufferBytes && status_) {
    status_ = sink_(buffer_);
  }
  if (buffer_.size() >= kBufferBytes) {
    buffer_.clear();
  }
}

void JsonWriter::texts(const std::vector<std::string>& values) {
  begin_array();
  for (const std::string& value : values) {
    text(value);
  }
  end();
}

Status JsonWriter::finish() {
  CHECK(levels_.empty(), "everything begun has ended");
  buffer_ += '\n';
  if (status_) {
    status_ = sink_(buffer_);
  }
  buffer_.clear();
  return status_;
}

}  // namespace cognate::report
