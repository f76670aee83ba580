#include "report/html/mapping_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "report/display.h"
#include "report/html/assets.h"
#include "report/words.h"

namespace cognate::report {
namespace {

constexpr std::size_t kSampleColumnsMax = 60;
constexpr std::size_t kOthersMax = 8;

/// How sure a score is, for classes of CSS and in words.
struct Level {
  double least;
  std::string_view name;
  std::string_view words;
};
constexpr std::array kLevels = {
    Level{0.9, "sure", "almost certain"},
    Level{0.75, "likely", "likely"},
    Level{0.5, "open", "check it"},
    Level{0, "weak", "doubtful"},
};

const Level& level_of(double score) {
  return *std::ranges::find_if(
      kLevels, [score](const Level& level) { return score >= level.least || level.least == 0; });
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// Text of a table: its direction of writing stays its own.
std::string isolated(std::string_view text) { return fmt::format("<bdi>{}</bdi>", escaped(text)); }

/// With each percent sign kept on the line of its number.
std::string with_whole_percents(std::string text) {
  for (std::size_t at = text.find(" %"); at != std::string::npos; at = text.find(" %", at)) {
    text.replace(at, 2, "\u00A0%");
  }
  return text;
}

std::string name_of(const MappedColumn& column) {
  return column.name.empty() ? "<i>no name</i>" : isolated(column.name);
}

std::string percent(double share) {
  // "100 %" is kept for what is certain, "0 %" for what is impossible.
  const bool nearly_all = share < 1 && share >= 0.995;
  const bool hardly = share > 0 && share < 0.005;
  return nearly_all ? "&gt;99&nbsp;%"
         : hardly   ? "&lt;1&nbsp;%"
                    : fmt::format("{:.0f}&nbsp;%", 100 * share);
}

/// A bar without a style attribute, which the policy forbids.
std::string bar_of(double share) {
  return fmt::format(
      "<svg class=\"bar\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect width=\"{:.1f}\" height=\"1\"/></svg>",
      100 * std::clamp(share, 0.0, 1.0));
}

std::string kind_of(const MappedColumn& column) {
  std::string words = escaped(column.type);
  const auto add = [&words](std::string_view more) {
    words += (words.empty() ? "" : " \xC2\xB7 ") + std::string(more);
  };
  if (!column.declared_type.empty()) {
    add(isolated(column.declared_type));
  }
  if (const std::string format = format_in_words(column.format); !format.empty()) {
    add(isolated(format));
  }
  if (column.unique) {
    add("unique");
  }
  if (column.null_share > 0) {
    add(percent(column.null_share) + " empty");
  }
  return words;
}

std::string samples_of(const MappedColumn& column) {
  if (column.samples.empty()) {
    return "";
  }
  std::string out = "<ul class=\"samples\">";
  for (const std::string& sample : column.samples) {
    out += fmt::format("<li>{}</li>", isolated(cut(printable(sample), kSampleColumnsMax)));
  }
  return out + "</ul>";
}

std::string card_of(const MappedColumn& column) {
  std::string out = fmt::format("<span class=\"name\">{}</span> <span class=\"kind\">{}</span>",
                                name_of(column), kind_of(column));
  if (!column.description.empty()) {
    out += fmt::format("<p class=\"about\">{}</p>", isolated(column.description));
  }
  return out + samples_of(column);
}

/// The page in pieces, each to the sink when it is long enough.
class Page {
 public:
  Page(const Mapping& mapping, const Sink& sink)
      : mapping_(mapping), sink_(sink), by_source_(mapping.source.size()) {
    for (const Candidate& candidate : mapping.candidates) {
      by_source_[candidate.source].push_back(&candidate);
    }
  }

  Status write() {
    head();
    totals();
    TRY_OK(matches());
    TRY_OK(alone());
    foot();
    return flush(true);
  }

 private:
  template <class... Parts>
  void add(fmt::format_string<Parts...> form, Parts&&... parts) {
    fmt::format_to(std::back_inserter(out_), form, std::forward<Parts>(parts)...);
  }

  Status flush(bool all = false) {
    constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
    if (all || out_.size() >= kPieceBytes) {
      TRY_OK(sink_(out_));
      out_.clear();
    }
    return ok();
  }

  void head() {
    add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n",
        source_of(kReportStyle), source_of(kReportScript));
    add("<title>{} to {}</title>\n<style>{}</style>\n</head>\n<body>\n",
        escaped(mapping_.source_table), escaped(mapping_.target_table), kReportStyle.text);
    add("<h1>{}<span class=\"arrow\">\xE2\x86\x92</span>{}</h1>\n", isolated(mapping_.source_table),
        isolated(mapping_.target_table));
    add("<p class=\"lead\">Which column of the first table means the same as which of the second. "
        "The score is the probability that a person who knows both would accept the pair: of a "
        "hundred pairs at 80&nbsp;%, about eighty should be right.</p>\n");
  }

  void totals() {
    add("<ul class=\"totals\">\n");
    for (const Level& level : kLevels) {
      const auto count = std::ranges::count_if(mapping_.matches, [&level](const Match& match) {
        return level_of(match.pair.score).name == level.name;
      });
      if (count > 0) {
        add("<li class=\"{}\"><b>{}</b>{}</li>\n", level.name, count,
            fmt::format("{} {}", count == 1 ? "match," : "matches,", level.words));
      }
    }
    add("<li><b>{}</b>of {} without a match</li>\n", mapping_.unmatched_source.size(),
        counted(mapping_.source.size(), "source column", "source columns"));
    add("<li><b>{}</b>of {} without a match</li>\n</ul>\n", mapping_.unmatched_target.size(),
        counted(mapping_.target.size(), "target column", "target columns"));
  }

  Status matches() {
    if (mapping_.matches.empty()) {
      add("<h2>No column of the one table matches one of the other.</h2>\n");
      return ok();
    }
    add("<div class=\"tools\"><input id=\"search\" type=\"search\" "
        "placeholder=\"Find a column, value or reason\" aria-label=\"Find\">"
        "<select id=\"level\" aria-label=\"How sure\"><option value=\"\">all scores</option>");
    for (const Level& level : kLevels) {
      add("<option value=\"{}\">{}</option>", level.name, level.words);
    }
    add("</select><output id=\"shown\"></output></div>\n<table>\n<thead><tr>"
        "<th class=\"w-column\" scope=\"col\"><button data-key=\"source\">Source</button></th>"
        "<th class=\"w-score\" scope=\"col\" aria-sort=\"descending\">"
        "<button data-key=\"score\">Score</button></th>"
        "<th class=\"w-column\" scope=\"col\"><button data-key=\"target\">Target</button></th>"
        "<th scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
    for (const Match& match : mapping_.matches) {
      row(match);
      TRY_OK(flush());
    }
    add("</tbody>\n</table>\n");
    return ok();
  }

  void row(const Match& match) {
    const Candidate& pair = match.pair;
    const Level& level = level_of(pair.score);
    add("<tr class=\"{}\" data-score=\"{:.6f}\" data-source=\"{}\" data-target=\"{}\">", level.name,
        pair.score, pair.source, pair.target);
    add("<td data-label=\"Source\">{}</td>", card_of(mapping_.source[pair.source]));
    add("<td class=\"score\" data-label=\"Score\"><b>{}</b>{}<span class=\"word\">{}</span></td>",
        percent(pair.score), bar_of(pair.score), level.words);
    add("<td data-label=\"Target\">{}</td>", card_of(mapping_.target[pair.target]));
    add("<td class=\"why\" data-label=\"Why\">");
    reasons(match);
    others(pair);
    add("</td></tr>\n");
  }

  void reasons(const Match& match) {
    add("<ul>");
    for (const Reason& reason : match.reasons) {
      const double part = match.pair.score > 0 ? reason.share / match.pair.score : 0;
      add("<li{} title=\"{}: {} of the score\">{}<span>{}</span></li>",
          reason.share > 0 ? "" : " class=\"against\"", escaped(reason.signal), percent(part),
          bar_of(part), isolated(with_whole_percents(reason.text)));
    }
    add("</ul>");
  }

  /// Candidates of the match's source besides its target, behind a line to click.
  void others(const Candidate& pair) {
    std::vector<const Candidate*> list = by_source_[pair.source];
    std::erase_if(list, [&pair](const Candidate* each) { return each->target == pair.target; });
    list.resize(std::min(list.size(), kOthersMax));
    if (list.empty()) {
      return;
    }
    add("<details><summary>{}</summary>",
        counted(list.size(), "other candidate", "other candidates"));
    candidates(list);
    add("</details>");
  }

  void candidates(const std::vector<const Candidate*>& list) {
    add("<ul class=\"others why\">");
    for (const Candidate* each : list) {
      add("<li><span class=\"share\">{}</span><span class=\"name\">{}</span></li>",
          percent(each->score), name_of(mapping_.target[each->target]));
    }
    add("</ul>");
  }

  Status alone() {
    add("<div class=\"alone\">\n");
    TRY_OK(
        list("Source columns without a match", mapping_.source, mapping_.unmatched_source, true));
    TRY_OK(
        list("Target columns without a match", mapping_.target, mapping_.unmatched_target, false));
    add("</div>\n");
    return ok();
  }

  Status list(std::string_view title, const std::vector<MappedColumn>& columns,
              const std::vector<std::size_t>& chosen, bool of_source) {
    add("<section><h2>{} <small>{}</small></h2>", title, chosen.size());
    if (chosen.empty()) {
      add("<p class=\"soft\">None.</p>");
    } else {
      add("<ul class=\"columns\">\n");
    }
    for (const std::size_t index : chosen) {
      add("<li>{}", card_of(columns[index]));
      if (of_source && !by_source_[index].empty()) {
        add("<details><summary>nearest columns</summary>");
        candidates(by_source_[index]);
        add("</details>");
      }
      add("</li>\n");
      TRY_OK(flush());
    }
    add("{}</section>\n", chosen.empty() ? "" : "</ul>");
    return ok();
  }

  void foot() {
    add("<footer><p>A bar beside a reason is its part of the score. Reasons in grey speak against "
        "the pair. Samples are a few typical values.</p></footer>\n<script>{}</script>\n</body>\n"
        "</html>\n",
        kReportScript.text);
  }

  const Mapping& mapping_;
  const Sink& sink_;
  std::vector<std::vector<const Candidate*>> by_source_;
  std::string out_;
};

}  // namespace

Status write_mapping_html(const Mapping& mapping, const Sink& sink) {
  return Page(mapping, sink).write();
}

}  // namespace cognate::report
