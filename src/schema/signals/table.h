#pragma once
// The signals: what two columns are compared in. One row a signal; what each weighs stands in the
// row too, so that the whole score can be read in one place (table.cpp).

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
  double weight;   ///< bits of log-odds (base e) from no agreement to full agreement
  double neutral;  ///< the strength that speaks neither for nor against
};

/// All signals, in a fixed order.
std::span<const Signal> signals();

/// Log-odds of a pair of columns about which nothing is known.
double prior_log_odds();

/// Evidence for a pair: prior_log_odds plus weight x (strength - neutral) of each signal that is
/// not silent.
double log_odds(const Pair& pair);

}  // namespace cognate::schema
