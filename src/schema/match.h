#pragma once
// Two tables in, a mapping out: the room's one door.
//
// Deterministic: the same tables give the same mapping, whatever the number of threads, and
// permuting the columns of a table permutes the mapping and changes nothing else. Thread-safety:
// may be called from many threads at once, with one embedder and the same prepared tables.

#include "cognate/embedder.h"
#include "cognate/mapping.h"
#include "cognate/table.h"
#include "schema/prepared.h"

namespace cognate::schema {

/// Maps the columns of `source` to those of `target`. `candidates` is the one ranking: the matches
/// stand in its order, and are those of its pairs that the best one-to-one assignment holds (with
/// options.many: all) and whose score reaches the threshold, and the locked ones. Errors:
/// invalid_argument (a threshold above 1, tables prepared with different models, locks and bans
/// that name no column or contradict each other), deadline (stopped).
Result<Mapping> match(const PreparedTable& source, const PreparedTable& target,
                      const MatchOptions& options, const Effort& effort = {});

/// The same for tables as they are read: prepares both, with one call of the embedder. Errors also:
/// the embedder's own.
Result<Mapping> match(const Table& source, const Table& target, Embedder& embedder,
                      const MatchOptions& options, const Effort& effort = {});

}  // namespace cognate::schema
