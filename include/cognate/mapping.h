#pragma once
// A mapping: which column of the source means the same as which column of the target, and why.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cognate {

/// One thing that speaks for or against a match.
struct Reason {
  std::string signal;   ///< stable name: "meaning", "name", "values", "type", ...
  double strength = 0;  ///< how much the two columns agree in it, 0 to 1
  double share = 0;     ///< its part of the match's score; the shares add up to the score
  std::string text;     ///< in words, for people: "38 of 40 values are common"
};

/// A scored pair of columns, by their positions in the two tables.
struct Candidate {
  std::size_t source = 0;
  std::size_t target = 0;
  double score = 0;  ///< 0 to 1, comparable across columns; more is closer
};

/// A candidate that the mapping accepts.
struct Match {
  Candidate pair;
  std::vector<Reason> reasons;  ///< strongest share first
};

/// How a column looks in a mapping.
struct MappedColumn {
  std::string name;
  std::string type;                  ///< semantic type in words: "integer", "date", "email", ...
  std::vector<std::string> samples;  ///< a few typical values
  double null_share = 0;             ///< 0 to 1
};

struct Mapping {
  std::string source_table;
  std::string target_table;
  std::vector<MappedColumn> source;
  std::vector<MappedColumn> target;
  std::vector<Match> matches;                 ///< best first
  std::vector<std::size_t> unmatched_source;  ///< in the table's order
  std::vector<std::size_t> unmatched_target;
  std::vector<Candidate> candidates;  ///< best first: all pairs, or the top_k of each source column
};

/// What a caller may decide about a mapping.
struct MatchOptions {
  double threshold = -1;        ///< least score of a match, 0 to 1; negative: the engine's own
  std::size_t top_k = 5;        ///< candidates kept for each source column
  bool all_candidates = false;  ///< keep every pair instead
};

}  // namespace cognate
