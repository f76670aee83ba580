#pragma once
// How well a matcher did on sets of cases, for people and for programs. What each figure is:
// schema/metrics.h.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/json_writer.h"
#include "schema/metrics.h"

namespace cognate::report {

/// A figure that there is none of, such as that of columns without partner where each has one.
inline constexpr double kNoFigure = -1;

/// Of one case, or means over the cases that have the figure.
struct Figures {
  double recall_at_gt = 0;
  double mrr = 0;
  double mrr_adjusted = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double no_partner_precision = kNoFigure;
  double no_partner_recall = kNoFigure;
  double no_partner_f1 = kNoFigure;
  double seconds_per_pair = 0;
};

struct CaseScores : Figures {
  std::string set;
  std::string name;
  std::size_t source_columns = 0;
  std::size_t target_columns = 0;
  schema::Reliability matches;  ///< of the accepted matches
  schema::Reliability best;     ///< of the best candidate of each source column
};

struct SetScores : Figures {
  std::string set;
  std::size_t cases = 0;
  schema::Reliability matches;  ///< of all its cases
  schema::Reliability best;
};

struct Evaluation {
  std::vector<SetScores> sets;
  std::vector<CaseScores> cases;
};

/// One figure: its name in JSON, its heading, where it stands.
struct Measure {
  std::string_view name;
  std::string_view heading;
  double Figures::*value;
  bool judged = true;  ///< more is better; false: neither
};
std::span<const Measure> measures() noexcept;

/// The means of the cases as one set.
SetScores mean_of(std::string set, std::span<const CaseScores> cases);

/// Tables of fixed width, a line a set or a case.
std::string evaluation_table(std::span<const SetScores> sets);
std::string case_table(std::span<const CaseScores> cases);
/// How often pairs of a score were right, over all sets.
std::string reliability_table(std::span<const SetScores> sets);

/// A figure of a set ("gdc") or case ("gdc/Clark") that is not what it was.
struct Change {
  std::string name;
  const Measure* measure = nullptr;
  double before = 0;
  double now = 0;
};
/// Of figures that are judged, where three digits show it; in the order of `now`.
std::vector<Change> changes_between(const Evaluation& before, const Evaluation& now);

/// As docs/evaluation.md describes it, with the changes since `before` where there is one. Errors:
/// those of the sink.
Status write_evaluation_json(const Evaluation& evaluation, const Sink& sink,
                             const Evaluation* before = nullptr);

}  // namespace cognate::report
