#include "cognate/result.h"

#include <array>

namespace cognate {

std::string_view code_name(Code code) noexcept {
  static constexpr std::array<std::string_view, 9> names = {
      "invalid_argument", "not_found", "already_exists", "unavailable", "deadline",
      "corrupt",          "io",        "unsupported",    "internal"};
  return names[static_cast<std::size_t>(code)];
}

}  // namespace cognate
