#pragma once
// Types of SQL columns, told from what sources declare, and written in a dialect. Pure functions.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cognate/mapping.h"
#include "report/sql/sql.h"

namespace cognate::report {

enum class SqlKind : std::uint8_t {
  text,
  integer,
  decimal,  ///< exact
  real,     ///< binary floating point
  flag,
  date,
  time,
  timestamp,
  zoned,  ///< a timestamp with its time zone
  uuid,
};

struct SqlType {
  SqlKind kind = SqlKind::text;
  std::size_t bytes = 8;      ///< of integers and reals
  std::size_t length = 0;     ///< characters of a text; 0: any number
  std::size_t precision = 0;  ///< digits of a decimal; 0: not declared
  std::size_t scale = 0;      ///< of them after the point

  friend bool operator==(const SqlType&, const SqlType&) = default;
};

/// What a declaration of any usual database means: "varchar(20)", "NUMBER(10,2)", "int unsigned",
/// "timestamp with time zone". A type that is not known is text.
SqlType declared_sql_type(std::string_view declared);

/// Whether only the database knows what the declaration means: an enum, json, an array.
bool is_own_sql_type(std::string_view declared);

/// The type of a column: as declared, else as its cells are written.
SqlType sql_type_of(const MappedColumn& column, SqlDialect dialect);

/// How the dialect writes the type.
std::string type_in_sql(const SqlType& type, SqlDialect dialect);

}  // namespace cognate::report
