#pragma once
// Which pairs of columns are worth comparing in full.
//
// Few pairs are all compared. Of many, each column of the smaller table asks several indexes for
// the columns of the other that are nearest in one respect (candidates.cpp lists them), and only
// their answers are compared: the work follows the columns, not the pairs of columns. Pure
// functions; the answer does not depend on the number of threads.

#include "schema/corpus.h"
#include "schema/pair_matrix.h"

namespace cognate::schema {

/// The pairs, all with the value 0: all of them where there are no more than
/// `effort.all_pairs_max`, else those that an index finds, at most limits::kCandidatesMax for each
/// column of the smaller table. Error: deadline (stopped).
Result<PairMatrix> pairs_to_compare(const Corpus& corpus, const Effort& effort);

}  // namespace cognate::schema
