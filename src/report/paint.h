#pragma once
// Colours of a terminal (ECMA-48 SGR), or none.

#include <string>
#include <string_view>

namespace cognate::report {

enum class Paint { plain, bold, dim, green, yellow, red };

/// The text in the paint; unchanged where `colour` is false, so that its width never changes.
std::string painted(bool colour, Paint paint, std::string_view text);

/// A bar of `columns` columns filled to `share` (0 to 1), in steps of an eighth of a column.
std::string bar(double share, std::size_t columns);

}  // namespace cognate::report
