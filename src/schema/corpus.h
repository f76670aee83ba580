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
  std::vector<double> sums;  ///< of the weights up to and with each
  bool whole = true;         ///< as in Sketch

  double weight_of_first(std::size_t n) const { return n == 0 ? 0 : sums[n - 1]; }
};

/// A text's vector, and what is needed to take the mean of all columns off it within a product:
/// the cosine of two residues is (a.b - a.offset - b.offset) x a.scale x b.scale.
struct TextVector {
  std::span<const float> values;
  double offset = 0;
  double scale = 0;
};

struct ColumnView {
  ColumnProfile profile;
  WeightedSet name_words;
  WeightedSet values;
  WeightedSet words;
  std::array<float, ColumnProfile::kGramBuckets> grams{};  ///< less the mean, length 1 or 0
  TextVector name_vector;                                  ///< of name_text
  TextVector text_vector;                                  ///< of value_text
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
