#include "store/exchange/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"

namespace cognate::store {
namespace {

struct RoleRow {
  Role role;
  std::string ColumnNames::*named;  ///< null: no option names it
  std::string Columns::*found;
  std::array<std::string_view, 2> usual;
  std::string_view what;
  std::string_view option;
  bool needed;
};
constexpr std::array kRoles = {
    RoleRow{Role::id, &ColumnNames::id, &Columns::id, {"id", "id"}, "id", "--id-column", true},
    RoleRow{Role::vector,
            &ColumnNames::vector,
            &Columns::vector,
            {"vector", "embedding"},
            "vector",
            "--vector-column",
            true},
    RoleRow{Role::text,
            &ColumnNames::text,
            &Columns::text,
            {"text", "document"},
            "text",
            "--text-column",
            false},
    RoleRow{
        Role::payload, nullptr, &Columns::payload, {"payload", "metadata"}, "payload", "", false},
};

const RoleRow& row_of(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

bool fits(const RoleRow& row, const ColumnNames& names, std::string_view column) {
  if (row.named != nullptr && !(names.*row.named).empty()) {
    return names.*row.named == column;
  }
  return column == row.usual[0] || column == row.usual[1];
}

/// "a, b, c", the first ones.
std::string listed(std::span<const std::string> columns) {
  constexpr std::size_t kShown = 20;
  const auto first = columns.first(std::min(columns.size(), kShown));
  return fmt::format("{}{}", fmt::join(first, ", "), columns.size() > kShown ? ", ..." : "");
}

Error missing(const RoleRow& row, const ColumnNames& names, std::span<const std::string> columns) {
  const std::string named = row.named == nullptr ? "" : names.*row.named;
  if (!named.empty()) {
    return fail(Code::not_found, "no column \"{}\"; the columns are {}", named, listed(columns));
  }
  return fail(Code::not_found,
              "no column called {} holds the {}; say which one does with {}; the columns are {}",
              row.usual[0] == row.usual[1] ? std::string(row.usual[0])
                                           : fmt::format("{}", fmt::join(row.usual, " or ")),
              row.what, row.option, listed(columns));
}

}  // namespace

Role role_of(const ColumnNames& names, std::string_view column) {
  const auto row =
      std::ranges::find_if(kRoles, [&](const RoleRow& each) { return fits(each, names, column); });
  return row == kRoles.end() ? Role::field : row->role;
}

Result<Columns> assign_roles(const ColumnNames& names, std::span<const std::string> columns) {
  Columns result;
  for (const std::string& column : columns) {
    const Role role = role_of(names, column);
    if (role == Role::field) {
      continue;
    }
    std::string& place = result.*row_of(role).found;
    if (!place.empty()) {
      return twice(role, place, column);
    }
    place = column;
  }
  for (const RoleRow& row : kRoles) {
    const bool named = row.named != nullptr && !(names.*row.named).empty();
    if ((row.needed || named) && (result.*row.found).empty()) {
      return missing(row, names, columns);
    }
  }
  return result;
}

Error twice(Role role, std::string_view first, std::string_view second) {
  const RoleRow& row = row_of(role);
  if (first == second) {
    return fail(Code::invalid_argument, "\"{}\" stands there twice", first);
  }
  return fail(Code::invalid_argument, "\"{}\" and \"{}\" could both hold the {}; {}", first, second,
              row.what,
              row.option.empty() ? "rename one of them"
                                 : fmt::format("say which one does with {}", row.option));
}

}  // namespace cognate::store
