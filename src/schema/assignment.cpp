#include "schema/assignment.h"

#include <limits>
#include <numeric>

namespace cognate::schema {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr double kFar = std::numeric_limits<double>::infinity();

/// Rows and columns that are joined, directly or by others, through pairs with gain.
struct Part {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> columns;
};

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t node) {
  while (parent[node] != node) {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

std::vector<Part> parts_of(const Gains& gains) {
  std::vector<std::size_t> parent(gains.rows + gains.columns);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  for (std::size_t r = 0; r < gains.rows; ++r) {
    for (std::size_t c = 0; c < gains.columns; ++c) {
      if (gains.at(r, c) > 0) {
        parent[root_of(parent, gains.rows + c)] = root_of(parent, r);
      }
    }
  }
  std::vector<std::size_t> part_of(parent.size(), kNone);
  std::vector<Part> parts;
  for (std::size_t node = 0; node < parent.size(); ++node) {
    std::size_t& part = part_of[root_of(parent, node)];
    if (part == kNone) {
      part = parts.size();
      parts.emplace_back();
    }
    const bool is_row = node < gains.rows;
    auto& list = is_row ? parts[part].rows : parts[part].columns;
    list.push_back(is_row ? node : node - gains.rows);
  }
  return parts;
}

/// Solves one part. Costs are negative gains; each row has besides a way out of its own at cost 0,
/// taken by staying alone. A row that took it once never comes back: rivals only grow.
class Solver {
 public:
  Solver(const Gains& gains, const Part& part)
      : gains_(gains),
        part_(part),
        row_price_(part.rows.size()),
        column_price_(part.columns.size()),
        row_of_(part.columns.size(), kNone) {}

  void solve(std::vector<std::optional<std::size_t>>& columns) {
    for (std::size_t r = 0; r < part_.rows.size(); ++r) {
      place(r);
    }
    for (std::size_t c = 0; c < row_of_.size(); ++c) {
      if (row_of_[c] != kNone) {
        columns[part_.rows[row_of_[c]]] = part_.columns[c];
      }
    }
  }

 private:
  double cost(std::size_t r, std::size_t c) const {
    const float gain = gains_.at(part_.rows[r], part_.columns[c]);
    return gain > 0 ? -static_cast<double>(gain) : kFar;
  }

  /// Finds the cheapest way to give row `start` a column (or none), moving others as needed.
  void place(std::size_t start) {
    const std::size_t columns = row_of_.size();
    distance_.assign(columns, kFar);
    before_.assign(columns, kNone);
    done_.assign(columns, false);
    std::vector<std::size_t> reached;  // columns taken into the tree, in order
    std::size_t row = start;
    std::size_t via = kNone;      // the column by which `row` was reached
    double here = 0;              // distance of `row`
    double out_distance = kFar;   // the cheapest way out so far
    std::size_t out_via = kNone;  // the column whose row takes it; kNone: `start` itself
    std::size_t end = kNone;
    while (true) {
      if (const double out = here - row_price_[row]; out < out_distance) {
        out_distance = out;
        out_via = via;
      }
      const std::size_t next = step(row, via, here);
      if (next == kNone || distance_[next] >= out_distance) {
        break;
      }
      here = distance_[next];
      done_[next] = true;
      if (row_of_[next] == kNone) {
        end = next;
        break;
      }
      reached.push_back(next);
      via = next;
      row = row_of_[next];
    }
    const double total = end != kNone ? here : out_distance;
    reprice(start, reached, total);
    if (end == kNone && out_via == kNone) {
      return;  // `start` stays alone
    }
    shift(start, end != kNone ? end : out_via);
  }

  /// Updates distances from `row`; the nearest column not yet taken, or kNone.
  std::size_t step(std::size_t row, std::size_t via, double here) {
    std::size_t nearest = kNone;
    for (std::size_t c = 0; c < distance_.size(); ++c) {
      if (done_[c]) {
        continue;
      }
      const double d = here + cost(row, c) - row_price_[row] - column_price_[c];
      if (d < distance_[c]) {
        distance_[c] = d;
        before_[c] = via;
      }
      if (distance_[c] < kFar && (nearest == kNone || distance_[c] < distance_[nearest])) {
        nearest = c;
      }
    }
    return nearest;
  }

  void reprice(std::size_t start, const std::vector<std::size_t>& reached, double total) {
    row_price_[start] += total;
    for (const std::size_t c : reached) {
      row_price_[row_of_[c]] += total - distance_[c];
      column_price_[c] -= total - distance_[c];
    }
  }

  /// Moves rows along the path that ends in column `c`, which loses its row if it had one.
  void shift(std::size_t start, std::size_t c) {
    while (before_[c] != kNone) {
      row_of_[c] = row_of_[before_[c]];
      c = before_[c];
    }
    row_of_[c] = start;
  }

  const Gains& gains_;
  const Part& part_;
  std::vector<double> row_price_;
  std::vector<double> column_price_;
  std::vector<std::size_t> row_of_;
  std::vector<double> distance_;
  std::vector<std::size_t> before_;
  std::vector<bool> done_;
};

}  // namespace

std::vector<std::optional<std::size_t>> assign(const Gains& gains) {
  std::vector<std::optional<std::size_t>> columns(gains.rows);
  for (const Part& part : parts_of(gains)) {
    if (!part.rows.empty() && !part.columns.empty()) {
      Solver(gains, part).solve(columns);
    }
  }
  return columns;
}

}  // namespace cognate::schema
