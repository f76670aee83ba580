#pragma once
// A mapping for programs. The form is published as docs/mapping.schema.json and only ever grows.

#include "cognate/mapping.h"
#include "report/json_writer.h"

namespace cognate::report {

/// Writes the mapping as one JSON object. Errors: those of the sink.
Status write_mapping_json(const Mapping& mapping, const Sink& sink);

/// The member "reasons" of an object that is open.
void write_reasons(JsonWriter& json, const std::vector<Reason>& reasons);

}  // namespace cognate::report
