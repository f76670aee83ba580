#include "cognate/mapping.h"

#include <array>

namespace cognate {

std::string_view kind_name(CellKind kind) noexcept {
  constexpr std::array<std::string_view, kCellKinds> kNames = {
      "text", "integer", "decimal", "percent", "money", "flag", "date", "time", "timestamp"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool is_number(CellKind kind) noexcept {
  return kind >= CellKind::integer && kind <= CellKind::money;
}

}  // namespace cognate
