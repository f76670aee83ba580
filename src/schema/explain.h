#pragma once
// How the score of a pair came about.

#include "cognate/mapping.h"
#include "schema/prepared.h"

namespace cognate::schema {

/// Matches the tables and tells the steps of one pair (positions as the tables order them). Errors:
/// invalid_argument (no such column; a pair that is forbidden, or among very many pairs was not
/// worth comparing), and those of match().
Result<Explanation> explain(const PreparedTable& source, std::size_t source_column,
                            const PreparedTable& target, std::size_t target_column,
                            const MatchOptions& options, const Effort& effort = {});

}  // namespace cognate::schema
