#include "report/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "report/display.h"

namespace cognate::report {
namespace {

/// One measure: its name in JSON, its heading, where it stands.
struct Measure {
  std::string_view name;
  std::string_view heading;
  double SetScores::*value;
};

constexpr Measure kMeasures[] = {
    {"recall_at_gt", "Recall@GT", &SetScores::recall_at_gt},
    {"mrr", "MRR", &SetScores::mrr},
    {"mrr_adjusted", "MRR adj.", &SetScores::mrr_adjusted},
    {"precision", "Precision", &SetScores::precision},
    {"recall", "Recall", &SetScores::recall},
    {"f1", "F1", &SetScores::f1},
    {"seconds_per_pair", "Seconds", &SetScores::seconds_per_pair},
};
constexpr std::size_t kMeasureColumns = 11;

}  // namespace

std::string evaluation_table(std::span<const SetScores> sets) {
  std::size_t name_columns = 3;
  for (const SetScores& set : sets) {
    name_columns = std::max(name_columns, display_width(printable(set.set)));
  }
  std::string out = fit("Set", name_columns) + fmt::format("{:>7}", "Cases");
  for (const Measure& measure : kMeasures) {
    fmt::format_to(std::back_inserter(out), "{:>{}}", measure.heading, kMeasureColumns);
  }
  for (const SetScores& set : sets) {
    fmt::format_to(std::back_inserter(out), "\n{}{:>7}", fit(printable(set.set), name_columns),
                   set.cases);
    for (const Measure& measure : kMeasures) {
      fmt::format_to(std::back_inserter(out), "{:>{}.3f}", set.*measure.value, kMeasureColumns);
    }
  }
  return out + "\n";
}

Status write_evaluation_json(std::span<const SetScores> sets, const Sink& sink) {
  JsonWriter json(sink);
  json.begin_object(Layout::lines);
  json.key("sets");
  json.begin_array(Layout::lines);
  for (const SetScores& set : sets) {
    json.begin_object();
    json.key("set");
    json.text(set.set);
    json.key("cases");
    json.integer(set.cases);
    for (const Measure& measure : kMeasures) {
      json.key(measure.name);
      json.real(set.*measure.value);
    }
    json.end();
  }
  json.end();
  json.end();
  return json.finish();
}

}  // namespace cognate::report
