#include "core/similarity.h"

#include <cmath>
#include <cstddef>

namespace cognate {

double cosine(std::span<const float> a, std::span<const float> b) noexcept {
  double dot = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i];
    const double y = b[i];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / std::sqrt(aa * bb) : 0.0;
}

}  // namespace cognate
