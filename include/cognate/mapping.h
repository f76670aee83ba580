#pragma once
// A mapping: which column of the source means the same as which column of the target, and why.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

/// What nearly all cells of a column are, read as values.
enum class CellKind : std::uint8_t {
  text,
  integer,
  decimal,
  percent,
  money,
  flag,
  date,
  time,
  timestamp,
};
inline constexpr std::size_t kCellKinds = 9;
/// "integer", "date", ...
std::string_view kind_name(CellKind kind) noexcept;
/// Integers, decimals, percents and money.
bool is_number(CellKind kind) noexcept;

/// How the cells of a column are written: what turns these texts into values.
struct CellFormat {
  CellKind kind = CellKind::text;
  /// Of dates and times, as strptime has them ("%d.%m.%Y"), the most usual first. Also of integers
  /// that could be dates (20240131).
  std::vector<std::string> patterns = {};
  bool order_certain = true;                  ///< false: day and month may be the other way round
  std::string decimal_mark = ".";             ///< of numbers
  std::string group_mark = {};                ///< between thousands; empty: none
  std::vector<std::string> symbols = {};      ///< that stand beside numbers: "%", "€", "USD"
  std::vector<std::string> true_words = {};   ///< of flags, in small letters
  std::vector<std::string> false_words = {};  ///< of flags, in small letters
  std::vector<std::string> null_words = {};   ///< that stand for no value ("n/a"), in small letters
  double fits = 0;                            ///< share of the values looked at that are so written
  double greatest = 0;                        ///< greatest magnitude of the numbers looked at
};

/// How a column looks in a mapping.
struct MappedColumn {
  std::string name;
  std::string type;  ///< semantic type in words: "integer", "date", "email", ...
  std::vector<std::string> samples = {};  ///< a few typical values
  double null_share = 0;                  ///< 0 to 1
  std::string declared_type = {};         ///< as Column::declared_type
  std::string description = {};           ///< as Column::description
  bool unique = false;                    ///< declared so
  bool nullable = true;                   ///< false only where declared
  bool generated = false;                 ///< computed by the database, cannot be written
  CellFormat format = {};
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

/// A pair of column names, as the tables write them.
struct NamedPair {
  std::string source;
  std::string target;
};

/// What a person said of a pair in an earlier mapping.
struct Verdict {
  NamedPair pair;
  bool accepted = false;
};

/// What a caller may decide about a mapping.
struct MatchOptions {
  double threshold = -1;        ///< least score of a match, 0 to 1; negative: the engine's own
  std::size_t top_k = 5;        ///< candidates kept for each source column
  bool all_candidates = false;  ///< keep every pair instead
  bool many = false;            ///< every pair that reaches the threshold is a match
  /// Matches whatever their score. A name that no column bears is an error; where several columns
  /// bear it, the pair that scores best is taken.
  std::vector<NamedPair> locked = {};
  std::vector<NamedPair> forbidden = {};  ///< never matches, nor candidates
  /// Verdicts on earlier mappings, also of other tables: equal names are judged alike again. Names
  /// that no column bears are passed over.
  std::vector<Verdict> feedback = {};
};

/// One step on the way to a score.
struct Contribution {
  std::string step;      ///< stable name: "prior", "name.words", "values.common", "rivals", ...
  std::string reason;    ///< the Reason it counts under; empty for what is no signal
  double strength = -1;  ///< agreement, 0 to 1; negative: nothing to compare, or no signal
  double log_odds = 0;   ///< what it adds (base e)
  std::string text;      ///< what was seen, in words
};

/// How the score of one pair came about, when its two tables were matched.
struct Explanation {
  Candidate pair;
  bool matched = false;                     ///< the mapping holds the pair
  std::vector<Contribution> contributions;  ///< in order; they add up to ln(score / (1 - score))
  std::vector<Reason> reasons;              ///< as a match of the pair shows them
};

/// A column of a lake (cognate/lake.h) as a search finds it.
struct SimilarColumn {
  std::string column_name;
  std::string table;                          ///< as Engine::read takes it, without a password
  double similarity_score = 0;                ///< 0 to 1, more is nearer: 1 - cosine distance / 2
  std::string data_type;                      ///< in words: "date", "email"
  std::vector<std::string> compatible_types;  ///< that can carry the same values, itself first
  std::vector<std::string> constraints;       ///< "primary key", "unique", "not null", ...
  std::vector<std::string> sample_values;
  std::string declared_type;
  std::string description;
  double null_share = 0;
};

}  // namespace cognate
