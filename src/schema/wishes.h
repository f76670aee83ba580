#pragma once
// What people want of a mapping, by the names of columns, as positions in the prepared tables.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "cognate/mapping.h"
#include "schema/pair_matrix.h"
#include "schema/prepared.h"

namespace cognate::schema {

using RowColumn = std::pair<std::size_t, std::size_t>;

struct Wishes {
  /// For each lock the pairs that bear its names; the best of them is the one meant.
  std::vector<std::vector<RowColumn>> locked;
  std::vector<RowColumn> forbidden;
  std::vector<RowColumn> accepted;  ///< by earlier verdicts
  std::vector<RowColumn> rejected;

  bool empty() const noexcept {
    return locked.empty() && forbidden.empty() && accepted.empty() && rejected.empty();
  }
};

/// Looks the names up. Names of locks and bans count as the tables write them; verdicts also hold
/// for names of the same words ("CustNo", "cust_no"), and the last verdict on a pair counts. Error:
/// invalid_argument (a lock or ban that names no column; a pair both locked and forbidden; two
/// locks on one column, unless options.many).
Result<Wishes> wishes_of(const MatchOptions& options, const PreparedTable& source,
                         const PreparedTable& target);

/// The matrix with the pairs of locks and accepted verdicts in it (new ones with the value 0), and
/// without the forbidden ones.
PairMatrix with_wishes(PairMatrix pairs, const Wishes& wishes);

/// What earlier verdicts add to the evidence of a pair, in log-odds (base e).
double verdict_log_odds(const Wishes& wishes, RowColumn pair) noexcept;
/// The same in words. REQUIRES: not 0.
std::string_view said_of_verdict(double log_odds) noexcept;

}  // namespace cognate::schema
