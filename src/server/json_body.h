#pragma once
// Bodies of requests as JSON. For .cpp files only (simdjson).

#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/server_limits.h"
#include "text/json_fields.h"

namespace cognate::server {

/// A parser of this thread, with a bound on nesting. One that has grown large is made anew.
class BodyParser {
 public:
  BodyParser() {
    if (parser().max_depth() != kDepth &&
        parser().allocate(limits::kHttpInlineBytes, kDepth) != simdjson::SUCCESS) {
      parser() = simdjson::dom::parser();  // out of memory; object() will say so
    }
  }
  ~BodyParser() {
    if (parser().capacity() > limits::kJsonBytesKept) {
      parser() = simdjson::dom::parser();
    }
  }
  BodyParser(const BodyParser&) = delete;
  BodyParser& operator=(const BodyParser&) = delete;

  /// The object of the body; it lives as long as this. Error: invalid_argument.
  Result<text::JsonObject> object(std::string_view body) {
    auto object = text::parse_json_object(parser(), body);
    return object ? std::move(object) : Result<text::JsonObject>(as_argument(object.error()));
  }

  /// An error of a field, which the client made.
  static Error as_argument(Error error) {
    error.code = error.code == Code::corrupt ? Code::invalid_argument : error.code;
    return error;
  }

 private:
  static constexpr std::size_t kDepth = limits::kJsonDepthMax;
  static simdjson::dom::parser& parser() {
    thread_local simdjson::dom::parser one;
    return one;
  }
};

}  // namespace cognate::server
