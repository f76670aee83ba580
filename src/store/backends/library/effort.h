#pragma once
// From the recall that a query asks for to the work of a search. Pure functions.
//
// Measured on sentence vectors of 384 numbers (docs/stores.md); other data may want more: the
// options ef_search and nprobe set a number.

#include <cstddef>

namespace cognate::store {

/// Candidates that a walk along a graph keeps to find about that share of the k nearest.
std::size_t ef_of(double recall, std::size_t k);

/// Lists of an inverted file to read, of `lists`.
std::size_t nprobe_of(double recall, std::size_t lists);

}  // namespace cognate::store
