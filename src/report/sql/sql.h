#pragma once
// A mapping as SQL that runs: the source's rows in the shape of the target.
//
// No cell can stop a statement: one that cannot be read as its target's type becomes NULL, and a
// text is cut to the length that the target declares. What comes from the tables stands in quoted
// names, quoted texts and comments of one line only.

#include <cstdint>
#include <string>

#include "cognate/mapping.h"
#include "report/json_writer.h"

namespace cognate::report {

enum class SqlDialect : std::uint8_t { duckdb, postgresql };
enum class SqlForm : std::uint8_t {
  view,    ///< CREATE VIEW with every column of the target; those without a match are NULL
  insert,  ///< INSERT INTO the target; columns without a match keep their default
};

struct SqlOptions {
  SqlDialect dialect = SqlDialect::duckdb;
  SqlForm form = SqlForm::view;
};

/// Writes one statement, each column with a comment that says its score and why; for PostgreSQL,
/// which has no safe cast, the few functions that it needs before it (in `pg_temp` for an INSERT).
/// Where several matches have one target the best one fills it. Errors: those of the sink.
Status write_mapping_sql(const Mapping& mapping, const SqlOptions& options, const Sink& sink);

}  // namespace cognate::report
