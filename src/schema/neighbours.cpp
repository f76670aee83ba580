#include "schema/neighbours.h"

#include <algorithm>

#include "schema/score.h"
#include "schema/weights.h"

namespace cognate::schema {
namespace {

/// A pair that may well be right.
struct Likely {
  std::size_t at;  // among the values
  std::size_t source_place;
  std::size_t target_place;
  double score;
};

std::vector<Likely> likely_pairs(const PairMatrix& judged,
                                 std::span<const std::size_t> source_order,
                                 std::span<const std::size_t> target_order) {
  constexpr float kLeast = -4.6F;  // a score of .01: what is below hardly counts
  std::vector<Likely> out;
  for (std::size_t row = 0; row < judged.rows; ++row) {
    for (std::size_t i = judged.begins[row]; i < judged.begins[row + 1]; ++i) {
      if (judged.values[i] > kLeast) {
        out.push_back({i, source_order[row], target_order[judged.column_of[i]],
                       score_of(static_cast<double>(judged.values[i]))});
      }
    }
  }
  return out;
}

/// At which row or column of the matrix each column of the table stands.
std::vector<std::size_t> rows_by_place(std::span<const std::size_t> order) {
  std::vector<std::size_t> out(order.size());
  for (std::size_t row = 0; row < order.size(); ++row) {
    out[order[row]] = row;
  }
  return out;
}

/// Of the two neighbours of each pair, how many are right, halved.
std::vector<float> support_of(const PairMatrix& judged, std::span<const Likely> likely,
                              std::span<const std::size_t> source_order,
                              std::span<const std::size_t> target_order) {
  const std::vector<std::size_t> source_rows = rows_by_place(source_order);
  const std::vector<std::size_t> target_rows = rows_by_place(target_order);
  std::vector<float> support(judged.size());
  const auto add = [&](std::size_t source_place, std::size_t target_place, double score) {
    const std::size_t at = judged.find(source_rows[source_place], target_rows[target_place]);
    if (at < judged.size()) {
      support[at] += static_cast<float>(score / 2);
    }
  };
  for (const Likely& pair : likely) {
    if (pair.source_place > 0 && pair.target_place > 0) {
      add(pair.source_place - 1, pair.target_place - 1, pair.score);
    }
    if (pair.source_place + 1 < judged.rows && pair.target_place + 1 < judged.columns) {
      add(pair.source_place + 1, pair.target_place + 1, pair.score);
    }
  }
  return support;
}

}  // namespace

std::vector<float> neighbour_log_odds(const PairMatrix& judged,
                                      std::span<const std::size_t> source_order,
                                      std::span<const std::size_t> target_order) {
  const std::vector<Likely> likely = likely_pairs(judged, source_order, target_order);
  std::vector<float> support = support_of(judged, likely, source_order, target_order);
  double supported = 0;
  double all = 0;
  for (const Likely& pair : likely) {
    supported += pair.score * static_cast<double>(support[pair.at]);
    all += pair.score;
  }
  if (all <= 0) {
    return {};
  }
  // Of columns in any order one pair in so many has the right neighbour.
  const double chance = 1 / static_cast<double>(std::min(judged.rows, judged.columns));
  const double kept = supported / all - chance;
  if (kept <= 0) {
    return {};
  }
  for (float& value : support) {
    value *= static_cast<float>(kSteps.neighbours * kept);
  }
  return support;
}

}  // namespace cognate::schema
