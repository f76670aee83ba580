#pragma once
// From the recall that a query asks for to the work of a search. Pure functions.
//
// Chosen on 40,000 sentence vectors of 384 numbers so that at least as many of the 10 nearest are
// found as are asked for: asked .90 / .95 / .97 / .99, hnswlib (m 16) found .944 / .974 / .987 /
// .996, FAISS's IVF256,Flat .938 / .961 / .973 / .993. Other data may want more: the options
// ef_search and nprobe set a number.

#include <cstddef>

namespace cognate::store {

/// Candidates that a walk along a graph keeps to find about that share of the k nearest.
std::size_t ef_of(double recall, std::size_t k);

/// Lists of an inverted file to read, of `lists`.
std::size_t nprobe_of(double recall, std::size_t lists);

}  // namespace cognate::store
