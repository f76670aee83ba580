#pragma once
// Why two columns match, in words for people.

#include <vector>

#include "cognate/mapping.h"
#include "schema/signals/table.h"

namespace cognate::schema {

/// What speaks for a pair, strongest share first; the shares add up to `score`. What speaks against
/// it comes last, with share 0.
std::vector<Reason> reasons_of(const Pair& pair, double score);

}  // namespace cognate::schema
