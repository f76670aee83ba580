#include "report/paint.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cognate::report {

std::string painted(bool colour, Paint paint, std::string_view text) {
  static constexpr std::array<std::string_view, 6> codes = {"", "1", "2", "32", "33", "31"};
  if (!colour || paint == Paint::plain || text.empty()) {
    return std::string(text);
  }
  std::string result = "\x1b[";
  return result.append(codes[static_cast<std::size_t>(paint)])
      .append("m")
      .append(text)
      .append("\x1b[0m");
}

std::string bar(double share, std::size_t columns) {
  // U+258F (one eighth) down to U+2588 (full); the blank is no block.
  static constexpr std::array<std::string_view, 9> blocks = {" ",
                                                             "\xE2\x96\x8F",
                                                             "\xE2\x96\x8E",
                                                             "\xE2\x96\x8D",
                                                             "\xE2\x96\x8C",
                                                             "\xE2\x96\x8B",
                                                             "\xE2\x96\x8A",
                                                             "\xE2\x96\x89",
                                                             "\xE2\x96\x88"};
  const double bounded = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0;
  auto eighths =
      static_cast<std::size_t>(std::lround(bounded * 8.0 * static_cast<double>(columns)));
  std::string result;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t here = std::min<std::size_t>(eighths, 8);
    result += blocks[here];
    eighths -= here;
  }
  return result;
}

}  // namespace cognate::report
