#include "schema/match.h"

#include <algorithm>
#include <tuple>

#include "base/error.h"
#include "schema/matching.h"
#include "schema/reasons.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kSamplesShown = 5;

MappedColumn mapped(const ColumnProfile& profile) {
  MappedColumn out{.name = profile.name.raw,
                   .type = std::string(type_name(profile.type)),
                   .samples = {},
                   .null_share = profile.null_share(),
                   .declared_type = profile.declared_type,
                   .description = profile.description,
                   .unique = profile.unique,
                   .nullable = profile.nullable,
                   .generated = profile.generated,
                   .format = profile.format};
  for (const auto& [value, count] : profile.frequent) {
    if (out.samples.size() < kSamplesShown) {
      out.samples.push_back(value);
    }
  }
  return out;
}

Candidate candidate(const Matching& matching, std::size_t row, std::size_t column,
                    double log_odds) {
  return {matching.corpus.source_table().order[row], matching.corpus.target_table().order[column],
          score_of(log_odds)};
}

/// A pair by its positions in the matrix.
struct Cell {
  std::size_t row;
  std::size_t column;
  float score;
};

/// Best first; equal scores in the tables' own order.
bool is_better(const Cell& a, const Cell& b) {
  return a.score != b.score ? a.score > b.score
                            : std::tie(a.row, a.column) < std::tie(b.row, b.column);
}

/// The pairs to answer as candidates: all, or the best `top_k` of each row.
std::vector<Cell> kept_cells(const PairMatrix& scores, const MatchOptions& options) {
  std::vector<Cell> kept;
  std::vector<Cell> row_cells;
  for (std::size_t row = 0; row < scores.rows; ++row) {
    row_cells.clear();
    for (std::size_t i = scores.begins[row]; i < scores.begins[row + 1]; ++i) {
      row_cells.push_back({row, scores.column_of[i], scores.values[i]});
    }
    if (!options.all_candidates && row_cells.size() > options.top_k) {
      const auto end = row_cells.begin() + static_cast<std::ptrdiff_t>(options.top_k);
      std::ranges::nth_element(row_cells, end, is_better);
      row_cells.erase(end, row_cells.end());
    }
    kept.insert(kept.end(), row_cells.begin(), row_cells.end());
  }
  std::ranges::sort(kept, is_better);
  return kept;
}

/// The pairs that may be matches: those assigned one to one and the locked, or all.
std::vector<Cell> matchable(const Matching& matching, bool many) {
  const PairMatrix& scores = matching.scores;
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < scores.rows; ++row) {
    for (std::size_t i = scores.begins[row]; i < scores.begins[row + 1]; ++i) {
      const std::size_t column = scores.column_of[i];
      if (many || matching.is_assigned({row, column}) || matching.is_locked({row, column})) {
        cells.push_back({row, column, scores.values[i]});
      }
    }
  }
  std::ranges::sort(cells, is_better);
  return cells;
}

std::vector<Match> matches_of(const Matching& matching, double threshold, bool many) {
  std::vector<Match> matches;
  for (const Cell& cell : matchable(matching, many)) {
    const Candidate pair =
        candidate(matching, cell.row, cell.column, static_cast<double>(cell.score));
    if (pair.score >= threshold || matching.is_locked({cell.row, cell.column})) {
      matches.push_back({pair, reasons_of(matching, {cell.row, cell.column}, pair.score)});
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

std::vector<MappedColumn> mapped_columns(const PreparedTable& table) {
  std::vector<MappedColumn> out(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out[table.order[i]] = mapped(table.columns[i]);
  }
  return out;
}

Mapping mapping_of(const Matching& matching, const MatchOptions& options) {
  const PreparedTable& source = matching.corpus.source_table();
  const PreparedTable& target = matching.corpus.target_table();
  Mapping mapping;
  mapping.source_table = source.name;
  mapping.target_table = target.name;
  mapping.source = mapped_columns(source);
  mapping.target = mapped_columns(target);
  mapping.matches = matches_of(
      matching, options.threshold < 0 ? default_threshold() : options.threshold, options.many);
  std::vector<std::size_t> matched_source;
  std::vector<std::size_t> matched_target;
  for (const Match& match : mapping.matches) {
    matched_source.push_back(match.pair.source);
    matched_target.push_back(match.pair.target);
  }
  mapping.unmatched_source = without(source.columns.size(), std::move(matched_source));
  mapping.unmatched_target = without(target.columns.size(), std::move(matched_target));
  for (const Cell& cell : kept_cells(matching.scores, options)) {
    mapping.candidates.push_back(
        candidate(matching, cell.row, cell.column, static_cast<double>(cell.score)));
  }
  return mapping;
}

Status check(const MatchOptions& options) {
  if (!(options.threshold <= 1)) {
    return fail(Code::invalid_argument, "threshold {} is not between 0 and 1", options.threshold);
  }
  return ok();
}

}  // namespace

Result<Mapping> match(const PreparedTable& source, const PreparedTable& target,
                      const MatchOptions& options, const Effort& effort) {
  TRY_OK(check(options));
  TRY(const Matching matching, run_matching(source, target, options, effort));
  return mapping_of(matching, options);
}

Result<Mapping> match(const Table& source, const Table& target, Embedder& embedder,
                      const MatchOptions& options, const Effort& effort) {
  TRY_OK(check(options));
  const Table* const tables[] = {&source, &target};
  TRY(const auto prepared, prepare(tables, embedder, effort));
  return match(prepared[0], prepared[1], options, effort);
}

}  // namespace cognate::schema
