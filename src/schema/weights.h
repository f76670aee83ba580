#pragma once
// What each signal weighs: round numbers set by hand and tried on many cases. And the steps from
// single pairs to scores: chosen, and this file written, by tools/fit_matching.sh, which judges
// them on sets left out (docs/matching.md).

#include <array>
#include <string_view>

namespace cognate::schema {

struct Weight {
  std::string_view signal;
  double weight;   ///< log-odds (base e) from no agreement to full agreement
  double neutral;  ///< the strength that speaks neither for nor against
};

inline constexpr std::array kWeights = {
    Weight{"meaning.name", 4.00, 0.20},
    Weight{"meaning.text", 4.00, 0.20},
    Weight{"meaning.description", 4.00, 0.20},
    Weight{"name.equal", 2.00, 0.10},
    Weight{"name.words", 1.00, 0.10},
    Weight{"name.contained", 1.00, 0.10},
    Weight{"name.concepts", 1.00, 0.10},
    Weight{"name.concepts_contained", 1.00, 0.10},
    Weight{"name.grams", 1.00, 0.10},
    Weight{"name.spelling", 1.00, 0.50},
    Weight{"name.shortened", 2.40, 0.10},
    Weight{"name.short_bits", 4.00, 0.10},
    Weight{"values.common", 2.00, 0.10},
    Weight{"values.shared", 2.00, 0.10},
    Weight{"values.words", 4.00, 0.10},
    Weight{"values.grams", 1.30, 0.20},
    Weight{"values.spelling", 1.00, 0.20},
    Weight{"values.shapes", 1.00, 0.50},
    Weight{"numbers", 1.00, 0.30},
    Weight{"numbers.shape", 0.50, 0.70},
    Weight{"lengths", 1.00, 0.50},
    Weight{"characters", 1.00, 0.70},
    Weight{"distinctness", 0.50, 0.70},
    Weight{"nulls", 0.50, 0.70},
    Weight{"type", 2.00, 0.70},
};

/// score.cpp says what each does.
struct Steps {
  double prior = -3.00;
  double neighbours = 3.00;
  double evidence = 0.92;
  double row_rivals = 0.45;
  double column_rivals = 0.70;
  double assigned = 1.10;
  double base = -1.60;
  double overall = 1.40;
  double alone_row = -4.00;
  double alone_column = 0.00;
  double ratio = -0.70;
  double silent = 2.00;
};
inline constexpr Steps kSteps;

}  // namespace cognate::schema
