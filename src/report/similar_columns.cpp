#include "report/similar_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/display.h"
#include "report/paint.h"
#include "report/words.h"

namespace cognate::report {
namespace {

constexpr std::size_t kBarColumns = 8;
constexpr std::size_t kScoreColumns = kBarColumns + 5;  // bar, blank, "0.93"
constexpr std::size_t kTypeColumns = 12;
constexpr std::size_t kNameColumnsMin = 10;

constexpr std::string_view kGap = "  ";

struct Widths {
  std::size_t name = kNameColumnsMin;
  std::size_t table = kNameColumnsMin;
};

Widths lay_out(std::span<const SimilarColumn> columns, std::size_t width) {
  Widths widths;
  for (const SimilarColumn& column : columns) {
    widths.name = std::max(widths.name, display_width(printable(column.column_name)));
    widths.table = std::max(widths.table, display_width(printable(column.table)));
  }
  const std::size_t room = width - 1 - kScoreColumns - kTypeColumns - 3 * kGap.size();
  widths.name = std::min(widths.name, room / 2);
  widths.table = std::min(widths.table, room - widths.name);
  return widths;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) {
    all += all.empty() ? "" : between;
    all += printable(part);
  }
  return all;
}

/// What is worth knowing of a column beside its row: constraints, description, samples.
std::string details(const SimilarColumn& column) {
  std::string text = joined(column.constraints, ", ");
  for (const std::string& part :
       {printable(column.description), joined(column.sample_values, " \xC2\xB7 ")}) {
    text += text.empty() || part.empty() ? "" : "; ";
    text += part;
  }
  return text;
}

void add_line(std::string& out, std::string_view line) {
  out.append(line.substr(0, line.find_last_not_of(' ') + 1)).append("\n");
}

void write_column(JsonWriter& json, const SimilarColumn& column) {
  json.begin_object();
  json.key("column_name");
  json.text(column.column_name);
  json.key("table");
  json.text(column.table);
  json.key("similarity_score");
  json.real(column.similarity_score);
  json.key("data_type");
  json.text(column.data_type);
  json.key("declared_type");
  json.text(column.declared_type);
  json.key("description");
  json.text(column.description);
  json.key("null_share");
  json.real(column.null_share);
  json.key("compatible_types");
  json.texts(column.compatible_types);
  json.key("constraints");
  json.texts(column.constraints);
  json.key("sample_values");
  json.texts(column.sample_values);
  json.end();
}

}  // namespace

std::string similar_columns_table(std::string_view wanted, std::size_t total,
                                  std::span<const SimilarColumn> columns, const TableStyle& style) {
  const std::size_t width = std::clamp<std::size_t>(style.width_columns, 60, 160);
  const Widths widths = lay_out(columns, width);
  std::string out;
  add_line(out, painted(style.colour, Paint::bold, cut(printable(wanted), width)));
  add_line(out, fmt::format("{} of {}", counted(columns.size(), "column", "columns"), total));
  if (columns.empty()) {
    return out;
  }
  out += '\n';
  add_line(out, painted(style.colour, Paint::dim,
                        fmt::format(" {}{}{}{}{}{}{}", fit("COLUMN", widths.name), kGap,
                                    fit("TABLE", widths.table), kGap, fit("SCORE", kScoreColumns),
                                    kGap, "TYPE")));
  for (const SimilarColumn& column : columns) {
    const Paint paint = column.similarity_score >= .75  ? Paint::green
                        : column.similarity_score >= .6 ? Paint::yellow
                                                        : Paint::red;
    add_line(
        out,
        fmt::format(
            " {}{}{}{}{} {:.2f}{}{}",
            painted(style.colour, Paint::bold, fit(printable(column.column_name), widths.name)),
            kGap, fit(printable(column.table), widths.table), kGap,
            painted(style.colour, paint, bar(column.similarity_score, kBarColumns)),
            column.similarity_score, kGap, cut(printable(column.data_type), kTypeColumns)));
    if (const std::string more = details(column); !more.empty()) {
      add_line(out, painted(style.colour, Paint::dim, "   " + cut(more, width - 3)));
    }
  }
  return out;
}

Status write_similar_columns_json(std::string_view wanted, std::size_t total,
                                  std::span<const SimilarColumn> columns, const Sink& sink) {
  JsonWriter json(sink);
  json.begin_object(Layout::lines);
  json.key("query");
  json.text(wanted);
  json.key("columns_total");
  json.integer(total);
  json.key("columns");
  json.begin_array(Layout::lines);
  for (const SimilarColumn& column : columns) {
    write_column(json, column);
  }
  json.end();
  json.end();
  return json.finish();
}

}  // namespace cognate::report
