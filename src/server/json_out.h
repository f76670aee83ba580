#pragma once
// JSON (RFC 8259) appended to one string: the fast way out of the server. No checks of nesting:
// the caller writes what is right. Pure functions.

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace cognate::server {

/// The text in double quotes. REQUIRES: UTF-8.
void append_json(std::string& out, std::string_view text);
/// The shortest number that reads back as the same bits; null for what is not finite.
void append_json(std::string& out, float number);
void append_json(std::string& out, double number);
void append_json(std::string& out, std::span<const float> numbers);

template <std::integral Integer>
  requires(!std::same_as<Integer, bool> && !std::same_as<Integer, char>)
void append_json(std::string& out, Integer number) {
  out += std::to_string(number);
}

inline void append_json(std::string& out, const char* text) {
  append_json(out, std::string_view(text));
}
inline void append_json(std::string& out, const std::string& text) {
  append_json(out, std::string_view(text));
}
template <std::same_as<bool> Bool>
void append_json(std::string& out, Bool value) {
  out += value ? "true" : "false";
}

/// Members of an object, with commas between them: JsonMembers(out).add("a", 1).add("b", "x").
/// Begins with "{"; end() writes "}".
class JsonMembers {
 public:
  explicit JsonMembers(std::string& out) : out_(out) { out_ += '{'; }
  template <class Value>
  JsonMembers& add(std::string_view name, const Value& value) {
    append_json(open(name), value);
    return *this;
  }
  /// Writes the name; the caller appends the value to what it gives.
  std::string& open(std::string_view name) {
    if (!first_) {
      out_ += ',';
    }
    first_ = false;
    append_json(out_, name);
    out_ += ':';
    return out_;
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

/// The most bytes that a float takes, with the comma behind it.
inline constexpr std::size_t kJsonFloatBytesMax = 16;

}  // namespace cognate::server
