#pragma once
// The name that a mistyped one most likely meant.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace cognate {

/// Letters to insert, drop, replace or swap with the neighbour to turn one text into the other
/// (optimal string alignment distance), by bytes, upper and lower case alike.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate closest to `name`, the first of equals; nothing when even the closest differs in
/// more than a third of the letters.
std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> candidates);

}  // namespace cognate
