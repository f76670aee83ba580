#pragma once
// The signals: what two columns are compared in, a row each; what each weighs stands in weights.h,
// so that the whole score can be read in two places.

#include <span>
#include <string>
#include <string_view>

#include "schema/pair.h"

namespace cognate::schema {

/// What a signal answers where it can say nothing (a column without values): neither for nor
/// against.
inline constexpr double kSilent = -1;

struct Signal {
  std::string_view name;    ///< stable: "values.common"
  std::string_view reason;  ///< the Reason it counts under: "values"
  /// Agreement, 0 to 1, or kSilent. Called for every pair: no allocation.
  double (*strength)(const Pair& pair);
  double weight;   ///< log-odds (base e) from no agreement to full agreement
  double neutral;  ///< the strength that speaks neither for nor against
};

/// All signals, in a fixed order.
std::span<const Signal> signals();

/// Log-odds of a pair of columns before its signals are heard.
double prior_log_odds();

/// What a signal of this strength adds: weight x (strength - neutral); 0 where it is silent.
double log_odds_of(const Signal& signal, double strength);

/// Evidence for a pair: prior_log_odds plus log_odds_of each signal.
double log_odds(const Pair& pair);

}  // namespace cognate::schema
