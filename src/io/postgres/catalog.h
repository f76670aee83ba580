#pragma once
// What PostgreSQL's catalogue says of tables. Private to this folder.

#include <stop_token>
#include <string>
#include <vector>

#include "cognate/table.h"
#include "io/postgres/connection.h"

namespace cognate::io {

/// Parameters: schema, table; empty for all. Gives schema, name, oid, whether TABLESAMPLE can read
/// it, whether this user may. Partitions are rows of their table; what an extension brought along
/// is nobody's data.
extern const char* const kListTables;

/// Parameter: oid. Gives rows as the server last counted them (0: never) and pages.
extern const char* const kTableSize;

struct Described {
  std::string select_list;                        ///< each column as text, in order
  std::vector<std::vector<std::string>> allowed;  ///< of each column
  std::vector<Problem> problems;                  ///< columns that may not be read
};

/// Fills name, type, comment, keys of the columns and the comment of the table. REQUIRES: a
/// transaction has begun.
Result<Described> describe_table(PostgresConnection& connection, const std::string& oid,
                                 const std::stop_token& stop, Table& table);

}  // namespace cognate::io
