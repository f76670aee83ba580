#pragma once
// A mapping as a CSV file (RFC 4180) that a person opens in a spreadsheet and completes.

#include "cognate/mapping.h"
#include "report/json_writer.h"

namespace cognate::report {

/// Columns source, target, score, source_type, target_type, why, source_format, target_format (how
/// cells are written, where that is not the plain way), verdict (empty: for a person, who gives the
/// file back as `--feedback`). One row a match, best first; then one row for each column without a
/// match, its other side empty. Errors: those of the sink.
Status write_mapping_csv(const Mapping& mapping, const Sink& sink);

}  // namespace cognate::report
