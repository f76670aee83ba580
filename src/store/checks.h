#pragma once
// What comes from outside, looked at before anything is done with it. Errors: invalid_argument, for
// people. Thread-safety: pure functions.

#include <span>
#include <string_view>
#include <vector>

#include "cognate/store.h"
#include "store/vector_index.h"

namespace cognate::store {

Status check_spec(const Backend& backend, const StoreSpec& spec);
Status check_id(std::string_view id);
/// All of a document but its vector.
Status check_document(const Document& document);
Status check_query(const SearchQuery& query);

/// Appends the vector as the store keeps it: under cosine of length 1. Error invalid_argument: of
/// another dimension, not finite, too long to be measured, or zero under cosine.
Status append_vector(const StoreSpec& spec, std::span<const float> vector,
                     std::vector<float>& kept);

/// Score of a distance (cognate/store.h).
double score_of(Metric metric, double distance);

}  // namespace cognate::store
