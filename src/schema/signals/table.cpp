#include "schema/signals/table.h"

#include <array>

#include "schema/signals/signals.h"

namespace cognate::schema {
namespace {

// Found by logistic regression on the published matching sets, see tools/fit_signals.py.
constexpr double kPrior = -9.31;
constexpr std::array kSignals = {
    Signal{"meaning.name", "meaning", meaning_of_names, 0.27, 0.00},
    Signal{"meaning.name_here", "meaning", meaning_of_names_here, 0.80, 0.00},
    Signal{"meaning.text", "meaning", meaning_with_values, 1.55, 0.00},
    Signal{"meaning.text_here", "meaning", meaning_with_values_here, 2.27, 0.00},
    Signal{"name.equal", "name", name_equal, 0.87, 0.00},
    Signal{"name.words", "name", name_words, 0.37, 0.00},
    Signal{"name.contained", "name", name_contained, 0.02, 0.00},
    Signal{"name.grams", "name", name_grams, 0.72, 0.00},
    Signal{"name.spelling", "name", name_spelling, -0.74, 0.00},
    Signal{"name.shortened", "name", name_shortened, 5.47, 0.00},
    Signal{"name.short_bits", "name", name_short_bits, 3.21, 0.00},
    Signal{"values.common", "values", values_common, 1.04, 0.31},
    Signal{"values.shared", "values", values_shared, 0.24, 1.36},
    Signal{"values.words", "values", values_words, 2.03, -0.01},
    Signal{"values.spelling", "values", values_spelling, 2.50, -0.01},
    Signal{"values.shapes", "values", values_shapes, 1.40, 0.23},
    Signal{"numbers", "distribution", numbers_alike, 0.59, 1.55},
    Signal{"lengths", "distribution", lengths_alike, 1.20, 0.27},
    Signal{"characters", "distribution", characters_alike, 1.18, 0.27},
    Signal{"distinctness", "distribution", distinctness_alike, 0.85, 0.38},
    Signal{"nulls", "distribution", nulls_alike, 1.18, 0.00},
    Signal{"type", "type", types_alike, 0.73, 0.44},
};

}  // namespace

std::span<const Signal> signals() { return kSignals; }

double prior_log_odds() { return kPrior; }

double log_odds(const Pair& pair) {
  double sum = kPrior;
  for (const Signal& signal : kSignals) {
    const double strength = signal.strength(pair);
    if (strength != kSilent) {
      sum += signal.weight * (strength - signal.neutral);
    }
  }
  return sum;
}

}  // namespace cognate::schema
