#pragma once
// What a cell looks like, as coarsely as telling a dialect and a header needs it. (The type system
// of columns is the schema room's.)

#include <string_view>

namespace cognate::io {

enum class ValueKind { empty, number, date, text };

/// `number`: digits with a sign, separators of any country, an exponent, a percent sign.
/// `date`: dates and times of day written with digits.
ValueKind value_kind(std::string_view text) noexcept;

}  // namespace cognate::io
