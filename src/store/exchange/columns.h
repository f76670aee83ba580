#pragma once
// Which column of a table, or member of a JSON object, holds what of a document. Pure functions.

#include <span>
#include <string>
#include <string_view>

#include "cognate/result.h"

namespace cognate::store {

/// What a column holds; a field is one of the payload's.
enum class Role { id, vector, text, payload, field };

/// The columns that a user named. Where one is empty, the usual names count: id; vector or
/// embedding; text or document. The payload as a whole stands in payload or metadata.
struct ColumnNames {
  std::string id = {};
  std::string vector = {};
  std::string text = {};
};

Role role_of(const ColumnNames& names, std::string_view column);

/// The columns of a table by what they hold; empty where there is none.
struct Columns {
  std::string id;
  std::string vector;
  std::string text;
  std::string payload;
};
/// Errors: invalid_argument (two columns of one role), not_found (none for the id or the vector, or
/// one that the user named); the message lists the columns.
Result<Columns> assign_roles(const ColumnNames& names, std::span<const std::string> columns);

/// The words for two columns of one role.
Error twice(Role role, std::string_view first, std::string_view second);

}  // namespace cognate::store
