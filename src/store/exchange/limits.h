#pragma once
// Limits of documents in files.

#include <cstddef>

#include "base/limits.h"

namespace cognate::limits {

inline constexpr std::size_t kDocumentLineBytesMax = 64 * kMiB;  // as JSON
inline constexpr std::size_t kExchangeBlockRows = 1000;          // and so many at a time,
inline constexpr std::size_t kExchangeBlockBytes = 16 * kMiB;    // or fewer when they are larger

}  // namespace cognate::limits
