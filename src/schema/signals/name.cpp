#include <algorithm>
#include <cmath>

#include "schema/abbreviation.h"
#include "schema/signals/signals.h"

namespace cognate::schema {
namespace {

const Name& source_name(const Pair& pair) { return pair.source.profile.name; }
const Name& target_name(const Pair& pair) { return pair.target.profile.name; }

bool nameless(const Pair& pair) {
  return source_name(pair).letters.empty() || target_name(pair).letters.empty();
}

/// The part of the shorter name's words that the other does not hold as they are: only these can be
/// short forms.
double changed_words(const Pair& pair) {
  const Overlap& words = pair.overlaps[SetKind::name_words];
  const std::size_t fewer = std::min(words.a_count, words.b_count);
  return fewer == 0 ? 1 : 1 - static_cast<double>(words.common_count) / static_cast<double>(fewer);
}

}  // namespace

double name_equal(const Pair& pair) {
  if (nameless(pair)) {
    return kSilent;
  }
  return source_name(pair).letters == target_name(pair).letters ? 1 : 0;
}

double name_words(const Pair& pair) {
  if (nameless(pair)) {
    return kSilent;
  }
  const Overlap& words = pair.overlaps[SetKind::name_words];
  return 2 * words.common / (words.a + words.b);
}

double name_contained(const Pair& pair) {
  if (nameless(pair)) {
    return kSilent;
  }
  const Overlap& words = pair.overlaps[SetKind::name_words];
  return words.common / std::min(words.a, words.b);
}

double name_concepts(const Pair& pair) {
  if (nameless(pair)) {
    return kSilent;
  }
  const Overlap& concepts = pair.overlaps[SetKind::concepts];
  return concepts.common > 0 ? 2 * concepts.common / (concepts.a + concepts.b) : 0;
}

double name_concepts_contained(const Pair& pair) {
  if (nameless(pair)) {
    return kSilent;
  }
  const Overlap& concepts = pair.overlaps[SetKind::concepts];
  return concepts.common > 0 ? concepts.common / std::min(concepts.a, concepts.b) : 0;
}

double name_grams(const Pair& pair) {
  return nameless(pair) ? kSilent : gram_dice(source_name(pair), target_name(pair));
}

double name_spelling(const Pair& pair) {
  return nameless(pair) ? kSilent
                        : jaro_winkler(source_name(pair).letters, target_name(pair).letters);
}

double name_shortened(const Pair& pair) {
  if (nameless(pair)) {
    return kSilent;
  }
  if (pair.short_bits <= 0) {
    return 0;
  }
  const bool source_is_long = source_name(pair).letters.size() >= target_name(pair).letters.size();
  const Name& short_name = source_is_long ? target_name(pair) : source_name(pair);
  return changed_words(pair) * std::min(1.0, pair.short_bits / chance_bits(short_name));
}

double name_short_bits(const Pair& pair) {
  if (nameless(pair)) {
    return kSilent;
  }
  constexpr double kBitsHalf = 16;  // beyond chance by 1 in 65,000: half way to certain
  return changed_words(pair) * pair.short_bits / (pair.short_bits + kBitsHalf);
}

}  // namespace cognate::schema
