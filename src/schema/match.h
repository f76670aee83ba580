#pragma once
// Two tables in, a mapping out: the room's one door.
//
// Deterministic: the same tables give the same mapping, and permuting the columns of a table
// permutes the mapping and changes nothing else. Thread-safety: may be called from many threads at
// once with one embedder.

#include <stop_token>

#include "cognate/embedder.h"
#include "cognate/mapping.h"
#include "cognate/table.h"

namespace cognate::schema {

/// Maps the columns of `source` to those of `target`. `candidates` is the one ranking: the matches
/// stand in its order, and are those of its pairs that the best one-to-one assignment holds and
/// whose score reaches the threshold. Errors: invalid_argument (more pairs than the limit, or a
/// threshold above 1), deadline (stopped), and the embedder's own.
Result<Mapping> match(const Table& source, const Table& target, Embedder& embedder,
                      const MatchOptions& options, std::stop_token stop = {});

}  // namespace cognate::schema
