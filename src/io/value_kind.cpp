#include "io/value_kind.h"

#include <algorithm>
#include <cstddef>

namespace cognate::io {
namespace {

constexpr std::size_t kNumberBytesMax = 40;
constexpr std::size_t kDateBytesMin = 5;  // 12:30
constexpr std::size_t kDateBytesMax = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view skip(std::string_view text, std::string_view any_of) {
  return !text.empty() && any_of.find(text[0]) != std::string_view::npos ? text.substr(1) : text;
}

bool is_number(std::string_view text) {
  text = skip(text, "+-");
  std::size_t digits = 0;
  while (!text.empty() && (is_digit(text[0]) || text[0] == '.' || text[0] == ',')) {
    digits += is_digit(text[0]);
    text.remove_prefix(1);
  }
  if (digits == 0) {
    return false;
  }
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text = skip(text.substr(1), "+-");
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) {
      return false;
    }
    text = {};
  }
  return skip(text, "%").empty();
}

bool is_date(std::string_view text) {
  std::size_t digits = 0;
  std::size_t separators = 0;
  for (const char c : text) {
    if (is_digit(c)) {
      ++digits;
    } else if (std::string_view("-/:.").find(c) != std::string_view::npos) {
      ++separators;
    } else if (std::string_view(" TZ+").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return is_digit(text[0]) && digits >= 3 && separators >= 1;
}

}  // namespace

ValueKind value_kind(std::string_view text) noexcept {
  text = trimmed(text);
  if (text.empty()) {
    return ValueKind::empty;
  }
  if (text.size() <= kNumberBytesMax && is_number(text)) {
    return ValueKind::number;
  }
  if (text.size() >= kDateBytesMin && text.size() <= kDateBytesMax && is_date(text)) {
    return ValueKind::date;
  }
  return ValueKind::text;
}

}  // namespace cognate::io
