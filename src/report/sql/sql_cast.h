#pragma once
// From a column of the source to a value of the target's type, as an SQL expression that never
// fails. Used by one thread.

#include <array>
#include <cstddef>
#include <string>

#include "cognate/mapping.h"
#include "report/sql/sql.h"

namespace cognate::report {

/// An expression, and in words what it does beyond a plain cast ("dates written %d.%m.%Y").
struct SqlCast {
  std::string expression;
  std::string note;
};

/// Functions that PostgreSQL needs, as it has no safe cast.
enum class SqlHelper : std::uint8_t { cast, time, number };
inline constexpr std::size_t kSqlHelpers = 3;

class SqlCasts {
 public:
  explicit SqlCasts(const SqlOptions& options) : options_(options) {}

  /// The source's cell as a value for the target. `like` is an expression of the type that the
  /// target's column has in the database, for types that only the database knows; empty: there is
  /// no such column yet, and text will do.
  SqlCast cast(const MappedColumn& source, const MappedColumn& target, std::string like = "");
  /// NULL of the target's type.
  std::string null(const MappedColumn& target) const;
  /// The definitions of the functions that the casts made so far call; empty for DuckDB.
  std::string helpers() const;

 private:
  friend class CastMaker;
  SqlOptions options_;
  std::array<bool, kSqlHelpers> needed_{};
};

}  // namespace cognate::report
