#pragma once
// The plainest index there is: all vectors in memory, every one measured. For tests: it is the
// oracle of the others, and a back end of its own that the conformance suite runs on.
//
// Its saved form is one file: rows and vectors, with magic and checksum.

#include "store/vector_index.h"

namespace cognate::store::conformance {

extern const Backend kPlainBackend;

/// The distance, summed in double.
float plain_distance(Metric metric, std::span<const float> a, std::span<const float> b);

}  // namespace cognate::store::conformance
