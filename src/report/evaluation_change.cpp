#include "report/evaluation_change.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "report/display.h"
#include "report/paint.h"
#include "report/words.h"

namespace cognate::report {
namespace {

using simdjson::dom::element;

constexpr double kSameWithin = 0.0005;  // what three digits do not show
constexpr std::size_t kChangeColumns = 10;
constexpr std::size_t kWorseListedMax = 40;

Error no_evaluation() {
  return fail(Code::corrupt,
              "no result of `cognate evaluate --json`: \"sets\" is missing or wrong");
}

Figures figures_of(const element& object) {
  Figures figures;
  for (const Measure& measure : measures()) {
    double value = 0;
    const bool there = object.at_key(measure.name).get(value) == simdjson::SUCCESS;
    figures.*measure.value = there ? value : kNoFigure;
  }
  return figures;
}

std::string text_of(const element& object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

/// One thing that has figures: a set, or a case of it.
struct Item {
  std::string name;
  const Figures* figures;
};

std::vector<Item> items_of(const Evaluation& evaluation) {
  std::vector<Item> items;
  for (const SetScores& set : evaluation.sets) {
    items.push_back({set.set, &set});
  }
  for (const CaseScores& one : evaluation.cases) {
    items.push_back({one.set + "/" + one.name, &one});
  }
  return items;
}

const Figures* find(const std::vector<Item>& items, const std::string& name) {
  const auto found = std::ranges::find(items, name, &Item::name);
  return found == items.end() ? nullptr : found->figures;
}

/// The change; 0 where one of the two has no figure or three digits do not show it.
double change_of(const Figures& before, const Figures& now, const Measure& measure) {
  const double a = before.*measure.value;
  const double b = now.*measure.value;
  const bool same = a == kNoFigure || b == kNoFigure || std::abs(b - a) < kSameWithin;
  return same ? 0 : b - a;
}

Paint paint_of(const Measure& measure, double change) {
  return !measure.judged || change == 0 ? Paint::dim : change > 0 ? Paint::green : Paint::red;
}

std::string changes_of(const Figures& before, const Figures& now, bool colour) {
  std::string line;
  for (const Measure& measure : measures()) {
    const double change = change_of(before, now, measure);
    const std::string text = change == 0 ? "=" : fmt::format("{:+.3f}", change);
    // A file that somebody wrote by hand may hold any number.
    line += std::string(kChangeColumns - std::min(text.size(), kChangeColumns - 1), ' ') +
            painted(colour, paint_of(measure, change), text);
  }
  return line;
}

/// "gdc/Clark: F1 .500 to .400", worst first.
std::vector<std::string> worse_of(std::vector<Change> changes) {
  std::erase_if(changes, [](const Change& change) { return change.now > change.before; });
  std::ranges::stable_sort(changes, {},
                           [](const Change& change) { return change.now - change.before; });
  std::vector<std::string> lines;
  for (const Change& change : changes) {
    lines.push_back(fmt::format("{}: {} {:.3f} to {:.3f}", printable(change.name),
                                change.measure->heading, change.before, change.now));
  }
  return lines;
}

std::string missing_of(const std::vector<Item>& here, const std::vector<Item>& there,
                       std::string_view what) {
  std::string lines;
  for (const Item& item : here) {
    if (find(there, item.name) == nullptr) {
      lines += fmt::format("{}: {}\n", what, printable(item.name));
    }
  }
  return lines;
}

}  // namespace

Result<Evaluation> parse_evaluation(std::string_view json) {
  simdjson::dom::parser parser;
  element root;
  simdjson::dom::array sets;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS ||
      root.at_key("sets").get(sets) != simdjson::SUCCESS) {
    return no_evaluation();
  }
  Evaluation evaluation;
  for (const element each : sets) {
    if (!each.is_object() || text_of(each, "set").empty()) {
      return no_evaluation();
    }
    SetScores set;
    static_cast<Figures&>(set) = figures_of(each);
    set.set = text_of(each, "set");
    evaluation.sets.push_back(std::move(set));
  }
  simdjson::dom::array cases;
  if (root.at_key("cases").get(cases) != simdjson::SUCCESS) {
    return evaluation;  // of an earlier version
  }
  for (const element each : cases) {
    CaseScores one;
    static_cast<Figures&>(one) = figures_of(each);
    one.set = text_of(each, "set");
    one.name = text_of(each, "case");
    evaluation.cases.push_back(std::move(one));
  }
  return evaluation;
}

std::vector<Change> changes_between(const Evaluation& before, const Evaluation& now) {
  const std::vector<Item> old_items = items_of(before);
  std::vector<Change> changes;
  for (const Item& item : items_of(now)) {
    const Figures* const old = find(old_items, item.name);
    for (const Measure& measure : measures()) {
      if (old != nullptr && measure.judged && change_of(*old, *item.figures, measure) != 0) {
        changes.push_back({item.name, &measure, old->*measure.value, item.figures->*measure.value});
      }
    }
  }
  return changes;
}

std::string change_table(const Evaluation& before, const Evaluation& now, bool colour) {
  const std::vector<Item> old_items = items_of(before);
  const std::vector<Item> new_items = items_of(now);
  std::size_t name_columns = 6;
  for (const SetScores& set : now.sets) {
    name_columns = std::max(name_columns, display_width(printable(set.set)));
  }
  std::string out = painted(colour, Paint::bold, fit("Change", name_columns));
  for (const Measure& measure : measures()) {
    out += fmt::format("{:>{}}", measure.heading, kChangeColumns);
  }
  out += "\n";
  for (const SetScores& set : now.sets) {
    if (const Figures* const old = find(old_items, set.set)) {
      out += fit(printable(set.set), name_columns) + changes_of(*old, set, colour) + "\n";
    }
  }
  const std::vector<std::string> worse = worse_of(changes_between(before, now));
  out += worse.empty()
             ? "Nothing became worse.\n"
             : fmt::format("{} became worse:\n", counted(worse.size(), "figure", "figures"));
  for (std::size_t i = 0; i < std::min(worse.size(), kWorseListedMax); ++i) {
    out += "  " + painted(colour, Paint::red, worse[i]) + "\n";
  }
  out += worse.size() > kWorseListedMax
             ? fmt::format("  and {} more\n", worse.size() - kWorseListedMax)
             : "";
  return out + missing_of(new_items, old_items, "new") + missing_of(old_items, new_items, "gone");
}

}  // namespace cognate::report
