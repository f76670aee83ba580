#pragma once
// Why two columns match, in words for people.

#include <string>
#include <string_view>
#include <vector>

#include "cognate/mapping.h"
#include "schema/matching.h"
#include "schema/pair.h"

namespace cognate::schema {

/// What speaks for a pair, strongest share first; the shares add up to `score`. What speaks against
/// it comes last, with share 0.
std::vector<Reason> reasons_of(const Pair& pair, double score);

/// The same with what a person said of it, for a pair of a matching.
std::vector<Reason> reasons_of(const Matching& matching, RowColumn pair, double score);

/// The reason in words for one signal's reason ("name", "values", ...); empty for an unknown one.
std::string said(const Pair& pair, std::string_view reason, double strength);

}  // namespace cognate::schema
