#pragma once
// Similarity of vectors, the score convention of the whole program: greater is closer.

#include <span>

namespace cognate {

/// Cosine of the angle between two vectors of one length, -1 to 1; 0 when either has no length.
double cosine(std::span<const float> a, std::span<const float> b) noexcept;

}  // namespace cognate
