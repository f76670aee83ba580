#include "server/json_out.h"

#include <array>
#include <charconv>
#include <cmath>

namespace cognate::server {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

constexpr bool is_plain(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      const auto byte = static_cast<unsigned char>(c);
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
  }
}

template <class Real>
void append_real(std::string& out, Real number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 32> room;
  out.append(room.data(), std::to_chars(room.data(), room.data() + room.size(), number).ptr);
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_plain(text[i])) {
      out += text.substr(done, i - done);
      append_escaped(out, text[i]);
      done = i + 1;
    }
  }
  out += text.substr(done);
  out += '"';
}

void append_json(std::string& out, float number) { append_real(out, number); }

void append_json(std::string& out, double number) { append_real(out, number); }

void append_json(std::string& out, std::span<const float> numbers) {
  out += '[';
  const std::size_t begin = out.size();
  out.resize(begin + numbers.size() * kJsonFloatBytesMax);
  char* to = out.data() + begin;
  for (const float number : numbers) {
    if (std::isfinite(number)) {
      to = std::to_chars(to, to + kJsonFloatBytesMax - 1, number).ptr;
    } else {
      to = std::string_view("null").copy(to, 4) + to;
    }
    *to++ = ',';
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  if (numbers.empty()) {
    out += ']';
  } else {
    out.back() = ']';
  }
}

}  // namespace cognate::server
