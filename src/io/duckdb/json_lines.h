#pragma once
// JSON lines of which some are wrong. DuckDB gives up at the first and miscounts its line, so the
// lines are judged here, and DuckDB reads the right ones. Private to this folder.

#include <optional>
#include <stop_token>
#include <string>

#include "base/file_system.h"
#include "io/duckdb/local_path.h"
#include "io/problem_log.h"

namespace cognate::io {

/// The right lines of the file, in memory, at most limits::kJsonLinesKept bytes of them; each wrong
/// line goes to the log. Nothing when the file is no JSON lines: when fewer than half of its lines
/// are JSON objects. Errors: corrupt (strict, with the line), io, deadline, unavailable.
Result<std::optional<LocalPath>> right_json_lines(FileSystem& fs, const std::string& path,
                                                  ProblemLog& log, const std::stop_token& stop);

}  // namespace cognate::io
