// cognate match SOURCE TARGET

#include <array>

#include "base/error.h"
#include "cli/match_options.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/read_table.h"
#include "report/html/mapping_html.h"
#include "report/mapping_csv.h"
#include "report/mapping_json.h"
#include "report/mapping_table.h"
#include "report/sql/sql.h"

namespace cognate::cli {
namespace {

constexpr std::array kArguments = {
    Argument{.name = "SOURCE", .help = "the table whose columns are to be mapped"},
    Argument{.name = "TARGET", .help = "the table whose columns they are mapped to"},
};

constexpr auto kOptions = joined(
    std::array{
        Option{.flag = "--format",
               .value = "FORMAT",
               .help = "form of the result; else as the name of --out says, else table",
               .choices = "table|json|csv|sql|html"},
        Option{.flag = "--json", .help = "the same as --format json"},
        Option{.flag = "--sql",
               .value = "STATEMENT",
               .help = "form of --format sql, view unless said otherwise",
               .choices = "view|insert"},
        Option{.flag = "--dialect",
               .value = "DATABASE",
               .help = "for which --format sql writes, duckdb unless said otherwise",
               .choices = "duckdb|postgresql"},
        Option{.flag = "--out", .value = "FILE", .help = "write the result to this file"},
        Option{.flag = "--top-k",
               .value = "COUNT",
               .help = "also give so many candidates for each source column",
               .setting = "match.top_k"},
        Option{.flag = "--all-candidates",
               .help = "also give every pair of columns with its score"},
        Option{.flag = "--strict", .help = "a wrong row in a file is an error, not a note"},
    },
    joined(kWishOptions, kMatchingOptions));

constexpr std::array kExamples = {
    Example{"a table for people", "cognate match orders.csv warehouse.parquet"},
    Example{"a file to complete in a spreadsheet",
            "cognate match orders.csv warehouse.csv --out mapping.csv"},
    Example{"every pair of columns, for a program",
            "cognate match a.tsv b.jsonl --json --all-candidates | jq .candidates"},
    Example{"a report for the browser",
            "cognate match orders.csv warehouse.csv --out mapping.html"},
    Example{"rows of the one in the shape of the other",
            "cognate match orders.csv warehouse.csv --sql view --dialect postgresql"},
    Example{"with what a person knows", "cognate match a.csv b.csv --lock dob=born --forbid id=no"},
    Example{"only what is rather sure", "cognate match a.csv b.csv --threshold 0.8"},
};

Status write_table(const Mapping& mapping, const Session& session, const report::Sink& sink) {
  const bool to_terminal = session.given.option("--out").empty();
  return sink(report::mapping_table(
      mapping,
      {.width_columns = session.console.width_columns(),
       .colour = to_terminal && session.console.colour(),
       .candidates = session.given.has("--top-k") || session.given.has("--all-candidates")}));
}

Status write_json(const Mapping& mapping, const Session&, const report::Sink& sink) {
  return report::write_mapping_json(mapping, sink);
}

Status write_csv(const Mapping& mapping, const Session&, const report::Sink& sink) {
  return report::write_mapping_csv(mapping, sink);
}

Status write_sql(const Mapping& mapping, const Session& session, const report::Sink& sink) {
  using report::SqlDialect;
  using report::SqlForm;
  const bool insert = session.given.option("--sql") == "insert";
  const bool postgresql = session.given.option("--dialect") == "postgresql";
  return report::write_mapping_sql(
      mapping,
      {.dialect = postgresql ? SqlDialect::postgresql : SqlDialect::duckdb,
       .form = insert ? SqlForm::insert : SqlForm::view},
      sink);
}

Status write_html(const Mapping& mapping, const Session&, const report::Sink& sink) {
  return report::write_mapping_html(mapping, sink);
}

/// The forms of the result; the first is the one nobody asked for.
struct Form {
  std::string_view name;
  std::string_view extension;
  Status (*write)(const Mapping&, const Session&, const report::Sink&);
  bool candidates = false;  ///< also those that nobody asked for
};

constexpr std::array kForms = {
    Form{.name = "table", .extension = ".txt", .write = write_table},
    Form{.name = "json", .extension = ".json", .write = write_json},
    Form{.name = "csv", .extension = ".csv", .write = write_csv},
    Form{.name = "sql", .extension = ".sql", .write = write_sql},
    Form{.name = "html", .extension = ".html", .write = write_html, .candidates = true},
};

/// The form that a switch asks for besides --format; "" where none does.
std::string_view form_of_switches(const Invocation& given) {
  return given.has("--json") ? "json" : given.has("--sql") || given.has("--dialect") ? "sql" : "";
}

Result<const Form*> choose_form(const Invocation& given) {
  const std::string format = given.option("--format");
  const std::string_view other = form_of_switches(given);
  if (!format.empty() && !other.empty() && format != other) {
    return fail(Code::invalid_argument, "--format {} and {} contradict each other", format,
                other == "json"      ? "--json"
                : given.has("--sql") ? "--sql"
                                     : "--dialect");
  }
  const std::string asked = format.empty() ? std::string(other) : format;
  const std::string out = given.option("--out");
  for (const Form& form : kForms) {
    if (asked.empty() ? out.ends_with(form.extension) : asked == form.name) {
      return &form;
    }
  }
  return kForms.data();
}

Status run(Session& session) {
  TRY(const Form* const form, choose_form(session.given));
  TRY(const auto engine, open_engine(session, Purpose::matching));
  TRY(const auto tables, read_tables(*engine, session.given.argument("SOURCE"),
                                     session.given.argument("TARGET"), session));
  const auto& [source, target] = tables;
  TRY(MatchOptions options, wishes_of(*engine, session, source, target));
  options.top_k = static_cast<std::size_t>(session.config.integer("match.top_k"));
  options.all_candidates = session.given.has("--all-candidates");
  TRY(Mapping mapping, engine->match(source, target, options, session.stop));
  if (!options.all_candidates && !session.given.has("--top-k") && !form->candidates) {
    mapping.candidates.clear();
  }
  return write_result(session, session.given.option("--out"), [&](const report::Sink& sink) {
    return form->write(mapping, session, sink);
  });
}

}  // namespace

constexpr Command kMatchCommand = {
    .name = "match",
    .summary = "map the columns of one table to those of another",
    .about =
        "Reads a sample of both tables, compares every column of the one with every column of the "
        "other, and keeps the best pairs, one to one. Each match says why. Columns that fit "
        "nowhere are listed as such. A table is a file (CSV of any delimiter and encoding, "
        "Parquet, JSON, JSON lines, SQL with CREATE TABLE, a data dictionary, SQLite) or "
        "postgresql://user@host/database. Where there are several tables, \"#\" names one: "
        "schema.sql#customers. dictionary:FILE and table:FILE say how to read a file.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
