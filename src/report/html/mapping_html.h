#pragma once
// A mapping as one HTML page for a browser: nothing is fetched, it works without a network.
//
// Text from the tables is escaped and stands in isolated runs, so that neither markup nor a
// direction of writing leaks out of it. A policy in the page forbids every other style, script and
// request.

#include "cognate/mapping.h"
#include "report/json_writer.h"

namespace cognate::report {

/// Writes the page: matches with reasons, samples and other candidates, then the columns without a
/// match. Errors: those of the sink.
Status write_mapping_html(const Mapping& mapping, const Sink& sink);

}  // namespace cognate::report
