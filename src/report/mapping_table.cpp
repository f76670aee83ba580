#include "report/mapping_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "report/display.h"
#include "report/paint.h"
#include "report/words.h"

namespace cognate::report {
namespace {

constexpr std::size_t kBarColumns = 8;
constexpr std::size_t kScoreColumns = kBarColumns + 5;  // bar, blank, "0.93"
constexpr std::size_t kGapColumns = 2;
constexpr std::size_t kNameColumnsMin = 10;
constexpr std::size_t kNameColumnsMax = 40;
constexpr std::size_t kWhyLinesMax = 3;
constexpr std::size_t kNamesListedMax = 60;

/// How wide each of the four columns is.
struct Widths {
  std::size_t source = 0;
  std::size_t target = 0;
  std::size_t why = 0;
};

/// A column's name; columns of a file can lack one.
std::string shown_name(const MappedColumn& column) {
  return column.name.empty() ? "(no name)" : printable(column.name);
}

std::string samples_in_a_row(const MappedColumn& column) {
  std::string row;
  for (const std::string& sample : column.samples) {
    row += row.empty() ? "  " : " \xC2\xB7 ";  // U+00B7
    row += printable(sample);
  }
  return row;
}

/// What a side would take if there were room.
std::size_t wished_columns(const Mapping& mapping, const std::vector<MappedColumn>& columns,
                           std::size_t Candidate::*side) {
  std::size_t wished = kNameColumnsMin;
  for (const Match& match : mapping.matches) {
    const MappedColumn& column = columns[match.pair.*side];
    wished = std::max(
        {wished, display_width(shown_name(column)), display_width(samples_in_a_row(column))});
  }
  return std::min(wished, kNameColumnsMax);
}

Widths lay_out(const Mapping& mapping, std::size_t width) {
  const std::size_t room = width - 1 - kScoreColumns - 3 * kGapColumns;
  const std::size_t names_max = std::max(room * 3 / 10, kNameColumnsMin);
  Widths widths;
  widths.source = std::min(wished_columns(mapping, mapping.source, &Candidate::source), names_max);
  widths.target = std::min(wished_columns(mapping, mapping.target, &Candidate::target), names_max);
  widths.why = room - widths.source - widths.target;
  return widths;
}

Paint paint_of_score(double score) {
  return score >= 0.75 ? Paint::green : score >= 0.5 ? Paint::yellow : Paint::red;
}

class Drawing {
 public:
  Drawing(const Mapping& mapping, const TableStyle& style)
      : mapping_(mapping),
        colour_(style.colour),
        width_(std::clamp<std::size_t>(style.width_columns, 60, 160)),
        widths_(lay_out(mapping, width_)) {}

  std::string finish() && { return std::move(out_); }

  void headline() {
    const std::string title = fmt::format("{} \xE2\x86\x92 {}", printable(mapping_.source_table),
                                          printable(mapping_.target_table));
    line(painted(colour_, Paint::bold, cut(title, width_)));
    line(cut(fmt::format("{}; without one: {} of the source, {} of the target",
                         counted(mapping_.matches.size(), "match", "matches"),
                         counted(mapping_.unmatched_source.size(), "column", "columns"),
                         counted(mapping_.unmatched_target.size(), "column", "columns")),
             width_));
  }

  void matches() {
    if (mapping_.matches.empty()) {
      return;
    }
    line("");
    row({.source = "SOURCE", .target = "TARGET", .score = "SCORE", .why = "WHY"}, Paint::dim);
    for (const Match& each : mapping_.matches) {
      match(each);
    }
  }

  void unmatched(std::string_view title, const std::vector<MappedColumn>& columns,
                 const std::vector<std::size_t>& chosen) {
    if (chosen.empty()) {
      return;
    }
    line("");
    line(painted(colour_, Paint::dim, fmt::format(" {}", title)));
    std::string names;
    const std::size_t listed = std::min(chosen.size(), kNamesListedMax);
    for (std::size_t i = 0; i < listed; ++i) {
      names += shown_name(columns[chosen[i]]) + (i + 1 < chosen.size() ? ", " : "");
    }
    if (listed < chosen.size()) {
      names += fmt::format("and {} more (all are in the JSON form)", chosen.size() - listed);
    }
    for (const std::string& part : wrap(names, width_ - 1)) {
      line(" " + part);
    }
  }

  /// For each source column its candidates, best first, one line each.
  void candidates() {
    line("");
    line(painted(colour_, Paint::dim, " CANDIDATES"));
    std::vector<std::string> lists(mapping_.source.size());
    for (const Candidate& candidate : mapping_.candidates) {
      std::string& list = lists[candidate.source];
      if (list.size() < 4 * width_) {  // more is never seen
        list += fmt::format("{}{} {:.2f}", list.empty() ? "" : ", ",
                            shown_name(mapping_.target[candidate.target]), candidate.score);
      }
    }
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (!lists[i].empty()) {
        line(" " + fit(shown_name(mapping_.source[i]), widths_.source) + "  " +
             cut(lists[i], width_ - 1 - widths_.source - kGapColumns));
      }
    }
  }

 private:
  struct Row {
    std::string_view source;
    std::string_view target;
    std::string_view score;
    std::string_view why;
  };

  void line(std::string_view text) {
    // Blanks at the end would be copied along with the text.
    out_.append(text.substr(0, text.find_last_not_of(' ') + 1)).append("\n");
  }

  void row(const Row& cells, Paint names) {
    const std::string gap(kGapColumns, ' ');
    line(" " + painted(colour_, names, fit(cells.source, widths_.source)) + gap +
         painted(colour_, names, fit(cells.target, widths_.target)) + gap +
         (cells.score.empty() ? std::string(kScoreColumns, ' ')
                              : score_cell(cells.score, names == Paint::dim)) +
         gap + cut(cells.why, widths_.why));
  }

  /// The heading is padded and painted; a drawn bar is both already.
  std::string score_cell(std::string_view score, bool heading) const {
    return heading ? painted(colour_, Paint::dim, fit(score, kScoreColumns)) : std::string(score);
  }

  void match(const Match& match) {
    const MappedColumn& source = mapping_.source[match.pair.source];
    const MappedColumn& target = mapping_.target[match.pair.target];
    const std::string note = type_note(source.type, target.type);
    const std::string reasons = reasons_in_words(match.reasons);
    const std::string why =
        printable(note.empty() || reasons.empty() ? note + reasons : note + "; " + reasons);
    const auto why_lines = wrap(why, widths_.why, kWhyLinesMax);
    const std::string score =
        painted(colour_, paint_of_score(match.pair.score), bar(match.pair.score, kBarColumns)) +
        fmt::format(" {:.2f}", match.pair.score);
    const auto why_line = [&](std::size_t i) {
      return i < why_lines.size() ? std::string_view(why_lines[i]) : std::string_view();
    };
    const std::string source_name = shown_name(source);
    const std::string target_name = shown_name(target);
    row({.source = source_name, .target = target_name, .score = score, .why = why_line(0)},
        Paint::bold);
    const std::string source_samples = samples_in_a_row(source);
    const std::string target_samples = samples_in_a_row(target);
    row({.source = source_samples, .target = target_samples, .score = "", .why = why_line(1)},
        Paint::dim);
    for (std::size_t i = 2; i < why_lines.size(); ++i) {
      row({.source = "", .target = "", .score = "", .why = why_line(i)}, Paint::plain);
    }
  }

  const Mapping& mapping_;
  bool colour_;
  std::size_t width_;
  Widths widths_;
  std::string out_;
};

}  // namespace

std::string mapping_table(const Mapping& mapping, const TableStyle& style) {
  Drawing drawing(mapping, style);
  drawing.headline();
  drawing.matches();
  drawing.unmatched("SOURCE COLUMNS WITHOUT A MATCH", mapping.source, mapping.unmatched_source);
  drawing.unmatched("TARGET COLUMNS WITHOUT A MATCH", mapping.target, mapping.unmatched_target);
  if (style.candidates && !mapping.candidates.empty()) {
    drawing.candidates();
  }
  return std::move(drawing).finish();
}

}  // namespace cognate::report
