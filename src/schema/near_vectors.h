#pragma once
// The nearest columns by the vectors of a text: an exact scan in blocks, as one matrix product. Two
// tables of a thousand and a hundred thousand columns take about a second of two cores; an
// approximate index would cost more to build than it saves before the tables are larger.

#include <functional>
#include <vector>

#include "schema/best.h"
#include "schema/corpus.h"

namespace cognate::schema {

/// For each source column the `most` target columns of the greatest cosine, where the cosine and
/// that without the mean of all columns count alike. Nothing for columns without such a
/// vector. Less than that
/// when effort.stop says so.
std::vector<Best> nearest_by(const Corpus& corpus, VectorKind kind, std::size_t most,
                             const Effort& effort);

}  // namespace cognate::schema
