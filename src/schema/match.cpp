#include "schema/match.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "schema/assignment.h"
#include "schema/corpus.h"
#include "schema/reasons.h"
#include "schema/score.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kSamplesShown = 5;

/// A key of a column that does not depend on where it stands: ties are broken by it.
std::uint64_t content_key(const Column& column) {
  std::uint64_t key = hash64(column.declared_type, hash64(column.name));
  for (std::size_t row = 0; row < column.cells.size(); ++row) {
    key = hash64(column.cells[row], key + (column.cells.is_null(row) ? 1 : 0));
  }
  return key;
}

/// The columns of a table in an order of their own, whatever order they stand in; only columns that
/// are equal in everything keep the table's order.
std::vector<std::size_t> own_order(const Table& table) {
  std::vector<std::uint64_t> keys;
  for (const Column& column : table.columns) {
    keys.push_back(content_key(column));
  }
  std::vector<std::size_t> order(table.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    return std::tuple<std::string_view, std::uint64_t>(table.columns[i].name, keys[i]);
  });
  return order;
}

MappedColumn mapped(const ColumnProfile& profile) {
  MappedColumn out{.name = profile.name.raw,
                   .type = std::string(type_name(profile.type)),
                   .samples = {},
                   .null_share = profile.null_share(),
                   .declared_type = profile.declared_type,
                   .description = profile.description,
                   .unique = profile.unique,
                   .nullable = profile.nullable,
                   .format = profile.format};
  for (const auto& [value, count] : profile.frequent) {
    if (out.samples.size() < kSamplesShown) {
      out.samples.push_back(value);
    }
  }
  return out;
}

/// Everything about one call that its steps share. Rows and columns of `scores` are positions in
/// the tables' own orders.
struct Matching {
  std::vector<std::size_t> source_order;
  std::vector<std::size_t> target_order;
  Corpus corpus;                                     // in the own orders
  PairMatrix scores;                                 // log-odds, the assignment's bonus included
  std::vector<std::optional<std::size_t>> assigned;  // by row

  Candidate candidate(std::size_t row, std::size_t column) const {
    return {source_order[row], target_order[column],
            score_of(static_cast<double>(scores.at(row, column)))};
  }
};

std::vector<const Column*> in_order(const Table& table, const std::vector<std::size_t>& order) {
  std::vector<const Column*> columns;
  for (const std::size_t i : order) {
    columns.push_back(&table.columns[i]);
  }
  return columns;
}

/// Finds the one-to-one assignment from which most right pairs are to be expected, and lets it and
/// the tables as a whole have their say in the scores.
void assign_pairs(Matching& matching) {
  constexpr double kWorthAssigning = 0.01;  // pairs less likely than this stay out
  std::vector<float> gains;
  gains.reserve(matching.scores.values.size());
  for (const float log_odds : matching.scores.values) {
    const double chance = score_of(static_cast<double>(log_odds));
    gains.push_back(static_cast<float>(chance - kWorthAssigning));
  }
  matching.assigned = assign({gains, matching.scores.rows, matching.scores.columns});
  double likely = 0;
  for (std::size_t row = 0; row < matching.assigned.size(); ++row) {
    if (const auto column = matching.assigned[row]) {
      float& score = matching.scores.values[row * matching.scores.columns + *column];
      score = static_cast<float>(static_cast<double>(score) + assigned_bonus());
      likely += score_of(static_cast<double>(score));
    }
  }
  const double overall =
      overall_log_odds(likely, std::min(matching.scores.rows, matching.scores.columns));
  for (float& score : matching.scores.values) {
    score = static_cast<float>(static_cast<double>(score) + overall);
  }
}

/// A pair by its positions in the matrix.
struct Cell {
  std::size_t row;
  std::size_t column;
};

/// Best first; equal scores in the tables' own order.
struct BestFirst {
  const PairMatrix& scores;

  bool operator()(const Cell& a, const Cell& b) const {
    const float score_a = scores.at(a.row, a.column);
    const float score_b = scores.at(b.row, b.column);
    return score_a != score_b ? score_a > score_b
                              : std::tie(a.row, a.column) < std::tie(b.row, b.column);
  }
};

/// The pairs to answer as candidates: all, or the best `top_k` of each row.
std::vector<Cell> kept_cells(const Matching& matching, const MatchOptions& options) {
  const PairMatrix& scores = matching.scores;
  std::vector<Cell> kept;
  std::vector<Cell> row_cells;
  for (std::size_t row = 0; row < scores.rows; ++row) {
    row_cells.clear();
    for (std::size_t column = 0; column < scores.columns; ++column) {
      row_cells.push_back({row, column});
    }
    if (!options.all_candidates && row_cells.size() > options.top_k) {
      const auto end = row_cells.begin() + static_cast<std::ptrdiff_t>(options.top_k);
      std::ranges::nth_element(row_cells, end, BestFirst{scores});
      row_cells.erase(end, row_cells.end());
    }
    kept.insert(kept.end(), row_cells.begin(), row_cells.end());
  }
  std::ranges::sort(kept, BestFirst{scores});
  return kept;
}

std::vector<Match> matches_of(const Matching& matching, double threshold) {
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < matching.assigned.size(); ++row) {
    if (const auto column = matching.assigned[row]) {
      cells.push_back({row, *column});
    }
  }
  std::ranges::sort(cells, BestFirst{matching.scores});
  std::vector<Match> matches;
  for (const Cell& cell : cells) {
    const Candidate pair = matching.candidate(cell.row, cell.column);
    if (pair.score >= threshold) {
      const Pair views =
          compare(matching.corpus.source[cell.row], matching.corpus.target[cell.column]);
      matches.push_back({pair, reasons_of(views, pair.score)});
    }
  }
  return matches;
}

std::vector<std::size_t> without(std::size_t columns, std::vector<std::size_t> matched) {
  std::ranges::sort(matched);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < columns; ++i) {
    if (!std::ranges::binary_search(matched, i)) {
      out.push_back(i);
    }
  }
  return out;
}

Mapping mapping_of(const Table& source, const Table& target, const Matching& matching,
                   const MatchOptions& options) {
  Mapping mapping;
  mapping.source_table = source.name;
  mapping.target_table = target.name;
  mapping.source.resize(source.columns.size());
  mapping.target.resize(target.columns.size());
  for (std::size_t row = 0; row < matching.source_order.size(); ++row) {
    mapping.source[matching.source_order[row]] = mapped(matching.corpus.source[row].profile);
  }
  for (std::size_t column = 0; column < matching.target_order.size(); ++column) {
    mapping.target[matching.target_order[column]] = mapped(matching.corpus.target[column].profile);
  }
  mapping.matches =
      matches_of(matching, options.threshold < 0 ? default_threshold() : options.threshold);
  std::vector<std::size_t> matched_source;
  std::vector<std::size_t> matched_target;
  for (const Match& match : mapping.matches) {
    matched_source.push_back(match.pair.source);
    matched_target.push_back(match.pair.target);
  }
  mapping.unmatched_source = without(source.columns.size(), std::move(matched_source));
  mapping.unmatched_target = without(target.columns.size(), std::move(matched_target));
  for (const Cell& cell : kept_cells(matching, options)) {
    mapping.candidates.push_back(matching.candidate(cell.row, cell.column));
  }
  return mapping;
}

Status check(const Table& source, const Table& target, const MatchOptions& options) {
  if (!(options.threshold <= 1)) {
    return fail(Code::invalid_argument, "threshold {} is not between 0 and 1", options.threshold);
  }
  const std::size_t columns = target.columns.size();
  if (columns > 0 && source.columns.size() > limits::kColumnPairsMax / columns) {
    return fail(Code::invalid_argument,
                "{} by {} columns are more pairs than {}; match fewer columns at a time",
                source.columns.size(), columns, limits::kColumnPairsMax);
  }
  return ok();
}

}  // namespace

Result<Mapping> match(const Table& source, const Table& target, Embedder& embedder,
                      const MatchOptions& options, std::stop_token stop) {
  TRY_OK(check(source, target, options));
  Matching matching;
  matching.source_order = own_order(source);
  matching.target_order = own_order(target);
  TRY(matching.corpus, make_corpus(in_order(source, matching.source_order),
                                   in_order(target, matching.target_order), embedder, stop));
  TRY(const PairMatrix evidence, evidence_of(matching.corpus, stop));
  matching.scores = judged(evidence);
  assign_pairs(matching);
  return mapping_of(source, target, matching, options);
}

}  // namespace cognate::schema
