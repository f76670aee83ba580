#include "schema/assignment.h"

#include <compare>
#include <functional>
#include <limits>
#include <queue>

namespace cognate::schema {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr double kFar = std::numeric_limits<double>::infinity();

/// Costs are negative gains; each row has besides a way out of its own at cost 0, taken by staying
/// alone. A row that took it once never comes back: rivals only grow.
class Solver {
 public:
  explicit Solver(const PairMatrix& gains)
      : gains_(gains),
        row_price_(gains.rows),
        column_price_(gains.columns),
        row_of_(gains.columns, kNone),
        distance_(gains.columns, kFar),
        before_(gains.columns, kNone),
        done_(gains.columns, 0) {}

  std::vector<std::optional<std::size_t>> solve() {
    for (std::size_t row = 0; row < gains_.rows; ++row) {
      place(row);
    }
    std::vector<std::optional<std::size_t>> columns(gains_.rows);
    for (std::size_t column = 0; column < row_of_.size(); ++column) {
      if (row_of_[column] != kNone) {
        columns[row_of_[column]] = column;
      }
    }
    return columns;
  }

 private:
  /// Finds the cheapest way to give row `start` a column (or none), moving others as needed.
  void place(std::size_t start) {
    forget();
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
      look_from(row, via, here, out_distance);
      const std::size_t next = nearest();
      if (next == kNone || distance_[next] >= out_distance) {
        break;
      }
      here = distance_[next];
      done_[next] = 1;
      if (row_of_[next] == kNone) {
        end = next;
        break;
      }
      reached_.push_back(next);
      via = next;
      row = row_of_[next];
    }
    reprice(start, end != kNone ? here : out_distance);
    if (end == kNone && out_via == kNone) {
      return;  // `start` stays alone
    }
    shift(start, end != kNone ? end : out_via);
  }

  void forget() {
    for (const std::size_t column : touched_) {
      distance_[column] = kFar;
      before_[column] = kNone;
      done_[column] = 0;
    }
    touched_.clear();
    reached_.clear();
    heap_ = {};
  }

  /// Updates distances of the columns that `row` gains from, as far as they beat the way out.
  void look_from(std::size_t row, std::size_t via, double here, double out_distance) {
    for (std::size_t i = gains_.begins[row]; i < gains_.begins[row + 1]; ++i) {
      const std::size_t column = gains_.column_of[i];
      if (!(gains_.values[i] > 0) || done_[column] != 0) {
        continue;
      }
      const double gain = static_cast<double>(gains_.values[i]);
      const double distance = here - gain - row_price_[row] - column_price_[column];
      if (distance < distance_[column] && distance < out_distance) {
        if (distance_[column] == kFar) {
          touched_.push_back(column);
        }
        distance_[column] = distance;
        before_[column] = via;
        heap_.push({distance, row_of_[column] != kNone, column});
      }
    }
  }

  /// Takes the nearest column that is not done off the heap, or kNone.
  std::size_t nearest() {
    while (!heap_.empty()) {
      const std::size_t column = heap_.top().column;
      heap_.pop();
      if (done_[column] == 0) {
        return column;
      }
    }
    return kNone;
  }

  void reprice(std::size_t start, double total) {
    row_price_[start] += total;
    for (const std::size_t column : reached_) {
      row_price_[row_of_[column]] += total - distance_[column];
      column_price_[column] -= total - distance_[column];
    }
  }

  /// Moves rows along the path that ends in `column`, which loses its row if it had one.
  void shift(std::size_t start, std::size_t column) {
    while (before_[column] != kNone) {
      row_of_[column] = row_of_[before_[column]];
      column = before_[column];
    }
    row_of_[column] = start;
  }

  /// A free column comes before a taken one that is as near: it ends the search. Without that,
  /// many equal columns would each be tried.
  struct Step {
    double distance;
    bool taken;
    std::size_t column;
    auto operator<=>(const Step&) const = default;
  };

  const PairMatrix& gains_;
  std::vector<double> row_price_;
  std::vector<double> column_price_;
  std::vector<std::size_t> row_of_;
  // Of the search at hand; only what is in touched_ differs from nothing.
  std::vector<double> distance_;
  std::vector<std::size_t> before_;
  std::vector<char> done_;
  std::vector<std::size_t> touched_;
  std::vector<std::size_t> reached_;  // columns taken into the tree, in order
  std::priority_queue<Step, std::vector<Step>, std::greater<>> heap_;
};

}  // namespace

std::vector<std::optional<std::size_t>> assign(const PairMatrix& gains) {
  return Solver(gains).solve();
}

}  // namespace cognate::schema
