#pragma once
// SQL text to a schema, by recursive descent. CREATE TABLE, TYPE, DOMAIN and UNIQUE INDEX, ALTER
// TABLE, COMMENT ON and SQL Server's sp_addextendedproperty are read, INSERT and COPY are
// remembered, every other statement is skipped as a whole. A statement that is wrong is noted with
// line and column, and the next one is read.

#include <string>
#include <string_view>
#include <vector>

#include "cognate/table.h"
#include "io/ddl/schema.h"

namespace cognate::io {

struct DdlResult {
  DdlSchema schema;
  std::vector<Problem> problems;    ///< the first limits::kProblemsKept
  std::uint64_t problem_count = 0;  ///< wrong statements, all
};

/// Reads all of it. The ranges of rows in the result are places in `text`.
DdlResult parse_ddl(std::string_view text, bool mysql);

}  // namespace cognate::io
