// What a setting takes: the words of each type, and their one form.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/config.h"
#include "base/error.h"

namespace cognate {
namespace {

template <class Number>
std::optional<Number> parse(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  return whole ? std::optional<Number>(number) : std::nullopt;
}

/// Calls visit(part) for each part of "a|b|c"; true as soon as one call says so.
template <class Visit>
bool any_part(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t bar = std::min(list.find('|'), list.size());
    if (visit(list.substr(0, bar))) {
      return true;
    }
    list.remove_prefix(std::min(bar + 1, list.size()));
  }
  return false;
}

std::optional<std::string> choice(const Setting& row, std::string_view text) {
  any_part(row.aliases, [&](std::string_view alias) {
    const std::size_t equals = alias.find('=');
    const bool found = alias.substr(0, equals) == text;
    text = found ? alias.substr(equals + 1) : text;
    return found;
  });
  const bool known = any_part(row.choices, [&](std::string_view each) { return each == text; });
  return known ? std::optional<std::string>(text) : std::nullopt;
}

std::optional<std::string> boolean(const Setting& row, std::string_view text) {
  constexpr std::array<std::array<std::string_view, 2>, 8> kWords = {{{"true", "true"},
                                                                      {"false", "false"},
                                                                      {"1", "true"},
                                                                      {"0", "false"},
                                                                      {"yes", "true"},
                                                                      {"no", "false"},
                                                                      {"on", "true"},
                                                                      {"off", "false"}}};
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const auto& [word, means] : kWords) {
    if (lower == word && (row.choices.empty() || row.choices == means)) {
      return std::string(means);
    }
  }
  return std::nullopt;
}

std::optional<std::string> number(const Setting& row, std::string_view text) {
  const auto inside = [&row](double x) { return x >= row.low && x <= row.high; };
  if (row.type == SettingType::integer) {
    const auto whole = parse<std::int64_t>(text);
    return whole && inside(static_cast<double>(*whole)) ? std::optional<std::string>(text)
                                                        : std::nullopt;
  }
  const auto real = parse<double>(text);
  return real && std::isfinite(*real) && inside(*real) ? std::optional<std::string>(text)
                                                       : std::nullopt;
}

}  // namespace

std::optional<std::string> canonical(const Setting& row, std::string_view text) {
  switch (row.type) {
    case SettingType::text:
      return text.empty() && !row.fallback.empty() ? std::nullopt
                                                   : std::optional<std::string>(text);
    case SettingType::choice:
      return choice(row, text);
    case SettingType::boolean:
      return boolean(row, text);
    case SettingType::integer:
      return !row.zero_word.empty() && text == row.zero_word ? std::optional<std::string>(text)
                                                             : number(row, text);
    case SettingType::real:
      return number(row, text);
  }
  return std::nullopt;
}

std::string allowed(const Setting& row) {
  switch (row.type) {
    case SettingType::text:
      return "a text that is not empty";
    case SettingType::choice:
      return fmt::format("one of {}", row.choices);
    case SettingType::boolean:
      return row.choices.empty() ? "true or false" : std::string(row.choices);
    case SettingType::integer:
      return fmt::format("{}a whole number from {:.0f} to {:.0f}",
                         row.zero_word.empty() ? "" : fmt::format("{}, or ", row.zero_word),
                         row.low, row.high);
    case SettingType::real:
      return fmt::format("a number from {} to {}", row.low, row.high);
  }
  return "";
}

}  // namespace cognate
