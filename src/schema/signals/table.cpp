#include "schema/signals/table.h"

#include <array>
#include <cstddef>

#include "schema/signals/signals.h"
#include "schema/weights.h"

namespace cognate::schema {
namespace {

/// A signal without what it weighs, which is data (weights.h).
struct Row {
  std::string_view name;
  std::string_view reason;
  double (*strength)(const Pair& pair);
};
constexpr std::array kRows = {
    Row{"meaning.name", "meaning", meaning_of_names},
    Row{"meaning.text", "meaning", meaning_with_values},
    Row{"meaning.description", "meaning", meaning_of_descriptions},
    Row{"name.equal", "name", name_equal},
    Row{"name.words", "name", name_words},
    Row{"name.contained", "name", name_contained},
    Row{"name.concepts", "name", name_concepts},
    Row{"name.concepts_contained", "name", name_concepts_contained},
    Row{"name.grams", "name", name_grams},
    Row{"name.spelling", "name", name_spelling},
    Row{"name.shortened", "name", name_shortened},
    Row{"name.short_bits", "name", name_short_bits},
    Row{"values.common", "values", values_common},
    Row{"values.shared", "values", values_shared},
    Row{"values.words", "values", values_words},
    Row{"values.grams", "values", values_grams},
    Row{"values.spelling", "values", values_spelling},
    Row{"values.shapes", "values", values_shapes},
    Row{"numbers", "distribution", numbers_alike},
    Row{"numbers.shape", "distribution", numbers_shaped},
    Row{"lengths", "distribution", lengths_alike},
    Row{"characters", "distribution", characters_alike},
    Row{"distinctness", "distribution", distinctness_alike},
    Row{"nulls", "distribution", nulls_alike},
    Row{"type", "type", types_alike},
};

constexpr bool weights_are_of_these_signals() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].name != kWeights[i].signal) {
      return false;
    }
  }
  return true;
}
static_assert(kRows.size() == kWeights.size(), "each row needs one in weights.h");
static_assert(weights_are_of_these_signals(), "weights.h holds other signals, or another order");

constexpr std::array<Signal, kRows.size()> weighed() {
  std::array<Signal, kRows.size()> signals{};
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    const Row& row = kRows[i];
    signals[i] = {row.name, row.reason, row.strength, kWeights[i].weight, kWeights[i].neutral};
  }
  return signals;
}
constexpr auto kSignals = weighed();

}  // namespace

std::span<const Signal> signals() { return kSignals; }

double prior_log_odds() { return kSteps.prior; }

double log_odds_of(const Signal& signal, double strength) {
  return strength == kSilent ? 0 : signal.weight * (strength - signal.neutral);
}

double log_odds(const Pair& pair) {
  double sum = prior_log_odds();
  for (const Signal& signal : kSignals) {
    sum += log_odds_of(signal, signal.strength(pair));
  }
  return sum;
}

}  // namespace cognate::schema
