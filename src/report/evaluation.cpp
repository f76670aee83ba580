#include "report/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "report/display.h"

namespace cognate::report {
namespace {

constexpr std::array kMeasures = {
    Measure{"recall_at_gt", "Recall@GT", &Figures::recall_at_gt},
    Measure{"mrr", "MRR", &Figures::mrr},
    Measure{"mrr_adjusted", "MRR adj.", &Figures::mrr_adjusted},
    Measure{"precision", "Precision", &Figures::precision},
    Measure{"recall", "Recall", &Figures::recall},
    Measure{"f1", "F1", &Figures::f1},
    Measure{"no_partner_precision", "Alone P", &Figures::no_partner_precision},
    Measure{"no_partner_recall", "Alone R", &Figures::no_partner_recall},
    Measure{"no_partner_f1", "Alone F1", &Figures::no_partner_f1},
    Measure{"seconds_per_pair", "Seconds", &Figures::seconds_per_pair, false},
};
constexpr std::size_t kMeasureColumns = 10;

std::string cell(double figure) {
  return figure == kNoFigure ? fmt::format("{:>{}}", "-", kMeasureColumns)
                             : fmt::format("{:>{}.3f}", figure, kMeasureColumns);
}

std::string headings() {
  std::string out;
  for (const Measure& measure : kMeasures) {
    out += fmt::format("{:>{}}", measure.heading, kMeasureColumns);
  }
  return out;
}

std::string cells(const Figures& figures) {
  std::string out;
  for (const Measure& measure : kMeasures) {
    out += cell(figures.*measure.value);
  }
  return out;
}

std::string shown_name(const CaseScores& one) { return printable(one.set + "/" + one.name); }

void write_figures(JsonWriter& json, const Figures& figures) {
  for (const Measure& measure : kMeasures) {
    const double figure = figures.*measure.value;
    json.key(measure.name);
    json.real(figure == kNoFigure ? std::numeric_limits<double>::quiet_NaN() : figure);
  }
}

void write_reliability(JsonWriter& json, std::string_view key, const schema::Reliability& of) {
  json.key(key);
  json.begin_object();
  json.key("pairs");
  json.integer(of.pairs());
  json.key("ece");
  json.real(of.error());
  json.key("bins");
  json.begin_array();
  for (const schema::Reliability::Bin& bin : of.bins()) {
    const double pairs = static_cast<double>(bin.pairs);
    json.begin_object();
    json.key("pairs");
    json.integer(bin.pairs);
    json.key("mean_score");
    json.real(bin.scores / pairs);  // null without pairs
    json.key("right");
    json.real(static_cast<double>(bin.right) / pairs);
    json.end();
  }
  json.end();
  json.end();
}

void write_changes(JsonWriter& json, const std::vector<Change>& changes) {
  json.key("changes");
  json.begin_array(Layout::lines);
  for (const Change& change : changes) {
    json.begin_object();
    json.key("name");
    json.text(change.name);
    json.key("measure");
    json.text(change.measure->name);
    json.key("before");
    json.real(change.before);
    json.key("now");
    json.real(change.now);
    json.end();
  }
  json.end();
}

/// The same of all sets together.
schema::Reliability sum_of(std::span<const SetScores> sets, schema::Reliability SetScores::*which) {
  schema::Reliability sum;
  for (const SetScores& set : sets) {
    sum.add(set.*which);
  }
  return sum;
}

}  // namespace

std::span<const Measure> measures() noexcept { return kMeasures; }

SetScores mean_of(std::string set, std::span<const CaseScores> cases) {
  SetScores mean;
  mean.set = std::move(set);
  mean.cases = cases.size();
  for (const Measure& measure : kMeasures) {
    double sum = 0;
    std::size_t count = 0;
    for (const CaseScores& one : cases) {
      if (one.*measure.value != kNoFigure) {
        sum += one.*measure.value;
        ++count;
      }
    }
    if (count > 0) {
      mean.*measure.value = sum / static_cast<double>(count);
    }
  }
  for (const CaseScores& one : cases) {
    mean.matches.add(one.matches);
    mean.best.add(one.best);
  }
  return mean;
}

std::string evaluation_table(std::span<const SetScores> sets) {
  std::size_t name_columns = 3;
  for (const SetScores& set : sets) {
    name_columns = std::max(name_columns, display_width(printable(set.set)));
  }
  std::string out = fit("Set", name_columns) + fmt::format("{:>7}", "Cases") + headings() +
                    fmt::format("{:>{}}", "ECE", kMeasureColumns);
  for (const SetScores& set : sets) {
    fmt::format_to(std::back_inserter(out), "\n{}{:>7}{}{}", fit(printable(set.set), name_columns),
                   set.cases, cells(set), cell(set.best.error()));
  }
  return out + "\n";
}

std::string case_table(std::span<const CaseScores> cases) {
  std::size_t name_columns = 4;
  for (const CaseScores& one : cases) {
    name_columns = std::max(name_columns, display_width(shown_name(one)));
  }
  std::string out = fit("Case", name_columns) + fmt::format("{:>12}", "Columns") + headings();
  for (const CaseScores& one : cases) {
    const std::string columns = fmt::format("{} x {}", one.source_columns, one.target_columns);
    fmt::format_to(std::back_inserter(out), "\n{}{:>12}{}", fit(shown_name(one), name_columns),
                   columns, cells(one));
  }
  return out + "\n";
}

std::string reliability_table(std::span<const SetScores> sets) {
  const schema::Reliability matches = sum_of(sets, &SetScores::matches);
  const schema::Reliability best = sum_of(sets, &SetScores::best);
  std::string out = fmt::format("{:<11}{:>27}{:>31}\n{:<11}", "", "accepted matches",
                                "best of each source column", "Score");
  for (int i = 0; i < 2; ++i) {
    out += fmt::format("{:>8}{:>12}{:>9}", "pairs", "mean score", "right");
  }
  const auto cells_of = [](const schema::Reliability::Bin& bin) {
    const double pairs = static_cast<double>(bin.pairs);
    return bin.pairs == 0 ? fmt::format("{:>8}{:>12}{:>9}", 0, "-", "-")
                          : fmt::format("{:>8}{:>12.3f}{:>9.3f}", bin.pairs, bin.scores / pairs,
                                        static_cast<double>(bin.right) / pairs);
  };
  constexpr double kWidth = 1.0 / static_cast<double>(schema::Reliability::kBins);
  for (std::size_t i = 0; i < schema::Reliability::kBins; ++i) {
    const double low = static_cast<double>(i) * kWidth;
    out += fmt::format("\n{:.1f} to {:.1f} {}{}", low, low + kWidth, cells_of(matches.bins()[i]),
                       cells_of(best.bins()[i]));
  }
  return out + fmt::format("\n{:<11}{:>29.3f}{:>29.3f}\n", "ECE", matches.error(), best.error());
}

Status write_evaluation_json(const Evaluation& evaluation, const Sink& sink,
                             const Evaluation* before) {
  JsonWriter json(sink);
  json.begin_object(Layout::lines);
  json.key("sets");
  json.begin_array(Layout::lines);
  for (const SetScores& set : evaluation.sets) {
    json.begin_object();
    json.key("set");
    json.text(set.set);
    json.key("cases");
    json.integer(set.cases);
    write_figures(json, set);
    json.key("ece_matches");
    json.real(set.matches.error());
    json.key("ece_best");
    json.real(set.best.error());
    json.end();
  }
  json.end();
  json.key("cases");
  json.begin_array(Layout::lines);
  for (const CaseScores& one : evaluation.cases) {
    json.begin_object();
    json.key("set");
    json.text(one.set);
    json.key("case");
    json.text(one.name);
    json.key("source_columns");
    json.integer(one.source_columns);
    json.key("target_columns");
    json.integer(one.target_columns);
    write_figures(json, one);
    json.end();
  }
  json.end();
  json.key("calibration");
  json.begin_object(Layout::lines);
  write_reliability(json, "matches", sum_of(evaluation.sets, &SetScores::matches));
  write_reliability(json, "best_candidates", sum_of(evaluation.sets, &SetScores::best));
  json.end();
  if (before != nullptr) {
    write_changes(json, changes_between(*before, evaluation));
  }
  json.end();
  return json.finish();
}

}  // namespace cognate::report
