#pragma once
// Scalars of payloads and filters brought to one comparable form. Thread-safety: plain values,
// which look into what they were made of.

#include <compare>
#include <string_view>
#include <variant>

#include "cognate/payload.h"
#include "store/filter/number.h"

namespace cognate::store {

/// Nothing, a bool, a number or a string.
using Plain = std::variant<std::monostate, bool, Number, std::string_view>;

/// A list gives nothing, as null does.
template <class Variant>
Plain plain(const Variant& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag;
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return Number(*integer);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return Number(*real);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return std::string_view(*text);
  }
  return {};
}

/// Unordered where one is nothing or they are of different kinds.
inline std::partial_ordering compare(const Plain& a, const Plain& b) {
  if (a.index() != b.index() || a.index() == 0) {
    return std::partial_ordering::unordered;
  }
  return a <=> b;
}

}  // namespace cognate::store
