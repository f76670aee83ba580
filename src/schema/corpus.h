#pragma once
// The columns of both tables made ready for comparing: profiles, weights that say how telling a
// word or value is among all these columns, and vectors of their texts.
//
// What every column has tells nothing: words and values are weighted by how few columns show them
// (inverse document frequency, Sparck Jones 1972), and sketches and vectors are also kept with the
// mean of all columns taken off. Built once, then read from any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "cognate/embedder.h"
#include "cognate/table.h"
#include "schema/profile.h"

namespace cognate::schema {

/// A set of hashes with weights, 0 to 1 each.
struct WeightedSet {
  std::vector<std::uint64_t> hashes;  ///< ascending
  std::vector<float> weights;
  bool whole = true;  ///< as in Sketch
};

/// Weight in both sets, and in each, over the range of hashes that both sets cover.
struct Overlap {
  double common = 0;
  double a = 0;
  double b = 0;
  std::size_t common_count = 0;
  std::size_t a_count = 0;
  std::size_t b_count = 0;
};
Overlap overlap_of(const WeightedSet& a, const WeightedSet& b);

struct ColumnView {
  ColumnProfile profile;
  WeightedSet name_words;
  WeightedSet values;
  WeightedSet words;
  std::array<float, ColumnProfile::kGramBuckets> grams{};  ///< less the mean, length 1 or 0
  std::span<const float> name_vector;                      ///< of name_text
  std::span<const float> text_vector;                      ///< of value_text
  std::vector<float> name_residue;  ///< name_vector less the mean, length 1 or 0
  std::vector<float> text_residue;
};

struct Corpus {
  std::vector<ColumnView> source;
  std::vector<ColumnView> target;
  Matrix vectors;  ///< one row a distinct text; the views point into it
};

using Columns = std::span<const Column* const>;

/// Profiles the columns of both tables and embeds each distinct text once, in one call. Errors:
/// deadline (stopped), and the embedder's.
Result<Corpus> make_corpus(Columns source, Columns target, Embedder& embedder,
                           const std::stop_token& stop);

}  // namespace cognate::schema
