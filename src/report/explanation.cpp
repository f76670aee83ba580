#include "report/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/display.h"
#include "report/mapping_json.h"
#include "report/paint.h"

namespace cognate::report {
namespace {

constexpr std::size_t kHalfBarColumns = 6;
constexpr std::size_t kNumberColumns = 8;

std::string shown(const std::string& name) { return name.empty() ? "(no name)" : printable(name); }

double greatest_of(const Explanation& explanation) {
  double greatest = 0;
  for (const Contribution& each : explanation.contributions) {
    greatest = std::max(greatest, std::abs(each.log_odds));
  }
  return greatest;
}

/// A bar that grows to the right of the middle for what speaks for the pair, else to the left.
std::string two_sided_bar(double value, double greatest, bool colour) {
  const double share = greatest > 0 ? std::abs(value) / greatest : 0;
  if (value >= 0) {
    return std::string(kHalfBarColumns, ' ') + "\xE2\x94\x82" +
           painted(colour, Paint::green, bar(share, kHalfBarColumns));
  }
  // Blocks of eighths grow from the left edge only: to the left of the middle whole ones do.
  const auto blocks = static_cast<std::size_t>(
      std::lround(std::ceil(share * static_cast<double>(kHalfBarColumns))));
  std::string drawn;
  for (std::size_t i = 0; i < blocks; ++i) {
    drawn += "\xE2\x96\x88";
  }
  return std::string(kHalfBarColumns - blocks, ' ') + painted(colour, Paint::red, drawn) +
         "\xE2\x94\x82" + std::string(kHalfBarColumns, ' ');
}

std::string strength_of(const Contribution& each) {
  return each.strength < 0 ? "-" : fmt::format("{:.2f}", each.strength);
}

/// log-odds as they are shown; what would be "-0.00" is "+0.00".
std::string log_odds_of(double value) {
  return fmt::format("{:+.2f}", std::abs(value) < 0.005 ? 0.0 : value);
}

std::size_t step_columns_of(const Explanation& explanation) {
  std::size_t columns = 4;
  for (const Contribution& each : explanation.contributions) {
    columns = std::max(columns, display_width(printable(each.step)));
  }
  return std::min<std::size_t>(columns, 24);
}

std::string headline(const ExplainedPair& pair, std::size_t width, bool colour) {
  const Explanation& explanation = pair.explanation;
  const std::string names =
      fmt::format("{}:{} ~ {}:{}", shown(pair.source_table), shown(pair.source),
                  shown(pair.target_table), shown(pair.target));
  const std::string verdict =
      fmt::format("score {:.2f}: {}", explanation.pair.score,
                  explanation.matched ? "a match" : "not a match of the mapping");
  return painted(colour, Paint::bold, cut(names, width)) + "\n" + cut(verdict, width) + "\n\n";
}

void write_contribution(JsonWriter& json, const Contribution& each) {
  json.begin_object();
  json.key("step");
  json.text(each.step);
  json.key("reason");
  json.text(each.reason);
  json.key("strength");
  json.real(each.strength < 0 ? std::numeric_limits<double>::quiet_NaN() : each.strength);
  json.key("log_odds");
  json.real(each.log_odds);
  json.key("text");
  json.text(each.text);
  json.end();
}

void write_names(JsonWriter& json, const ExplainedPair& pair) {
  struct Row {
    std::string_view key;
    const std::string& value;
  };
  for (const Row& row :
       {Row{"source_table", pair.source_table}, Row{"target_table", pair.target_table},
        Row{"source", pair.source}, Row{"target", pair.target}}) {
    json.key(row.key);
    json.text(row.value);
  }
  json.key("source_index");
  json.integer(pair.explanation.pair.source);
  json.key("target_index");
  json.integer(pair.explanation.pair.target);
}

}  // namespace

std::string explanation_table(const ExplainedPair& pair, std::size_t width_columns, bool colour) {
  const Explanation& explanation = pair.explanation;
  const std::size_t width = std::clamp<std::size_t>(width_columns, 60, 160);
  const std::size_t step = step_columns_of(explanation);
  const std::size_t drawn = 2 * kHalfBarColumns + 1;
  const std::size_t text = width - step - 2 * kNumberColumns - drawn - 4;
  const double greatest = greatest_of(explanation);
  const auto line = [&](std::string_view name, std::string_view strength, std::string_view adds,
                        const std::string& drawing, std::string_view words) {
    return fmt::format("{}{:>{}}{:>{}}  {}  {}", fit(name, step), strength, kNumberColumns, adds,
                       kNumberColumns, drawing, words);
  };
  std::string out = headline(pair, width, colour);
  out +=
      painted(colour, Paint::dim, line("STEP", "AGREES", "ADDS", std::string(drawn, ' '), "SAW")) +
      "\n";
  double sum = 0;
  for (const Contribution& each : explanation.contributions) {
    sum += each.log_odds;
    out += line(printable(each.step), strength_of(each), log_odds_of(each.log_odds),
                two_sided_bar(each.log_odds, greatest, colour), cut(printable(each.text), text));
    out.erase(out.find_last_not_of(' ') + 1);
    out += "\n";
  }
  out += fmt::format("{}{:>{}}{:>{}}  odds of {:.3g} to 1: score {:.2f}\n", fit("sum", step), "",
                     kNumberColumns, log_odds_of(sum), kNumberColumns, std::exp(sum),
                     explanation.pair.score);
  return out;
}

Status write_explanation_json(const ExplainedPair& pair, const Sink& sink) {
  const Explanation& explanation = pair.explanation;
  JsonWriter json(sink);
  json.begin_object(Layout::lines);
  json.key("version");
  json.integer(1);
  write_names(json, pair);
  json.key("score");
  json.real(explanation.pair.score);
  json.key("matched");
  json.boolean(explanation.matched);
  json.key("contributions");
  json.begin_array(Layout::lines);
  for (const Contribution& each : explanation.contributions) {
    write_contribution(json, each);
  }
  json.end();
  write_reasons(json, explanation.reasons);
  json.end();
  return json.finish();
}

}  // namespace cognate::report
