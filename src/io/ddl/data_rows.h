#pragma once
// The rows that INSERT and COPY statements of a dump hold, as a sample of a table. Private to this
// folder.

#include <string_view>

#include "cognate/table.h"
#include "io/ddl/schema.h"
#include "io/problem_log.h"

namespace cognate::io {

/// Adds rows to `table`, whose columns are those of `declared`, spread over all of its statements:
/// at most options.rows_max and about options.bytes_max. Sets rows_sampled, and rows_total where
/// all rows were read. A row of another width than its statement names is noted and left out.
/// Errors: corrupt (strict), deadline (stopped).
Status sample_rows(std::string_view text, bool mysql, const DdlTable& declared,
                   const SampleOptions& options, ProblemLog& log, Table& table);

}  // namespace cognate::io
