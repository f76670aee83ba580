// cognate explain TABLE:COLUMN TABLE:COLUMN

#include <array>

#include "cli/column_name.h"
#include "cli/match_options.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/read_table.h"
#include "io/address.h"
#include "report/explanation.h"

namespace cognate::cli {
namespace {

constexpr std::array kArguments = {
    Argument{.name = "SOURCE:COLUMN", .help = "a table and, after the last colon, its column"},
    Argument{.name = "TARGET:COLUMN", .help = "the column it is compared with"},
};

constexpr auto kOptions = joined(
    std::array{
        Option{.flag = "--json", .help = "a result for programs"},
        Option{.flag = "--out", .value = "FILE", .help = "write the result to this file"},
        Option{.flag = "--strict", .help = "a wrong row in a file is an error, not a note"},
    },
    joined(kWishOptions, kMatchingOptions));

constexpr std::array kExamples = {
    Example{"why two columns match, or do not",
            "cognate explain orders.csv:order_date warehouse.csv:purchased_on"},
    Example{"what changes when a person knows more",
            "cognate explain a.csv:city b.csv:town --lock place=town --feedback verdicts.csv"},
    Example{"a table of a database",
            "cognate explain orders.csv:total postgresql://db.example/shop#public.sale:amount"},
};

/// A side of the pair: its table, read, and the column in it.
struct Side {
  Table table;
  std::size_t column = 0;
};

Result<Side> read_side(Engine& engine, const std::string& argument, Session& session) {
  TRY(const ColumnOfTable wanted, parse_column_of_table(argument));
  Side side;
  TRY(side.table, read_table(engine, wanted.path, session));
  TRY(side.column, find_column(side.table, wanted.column, io::shown_address(wanted.path)));
  return side;
}

Status run(Session& session) {
  TRY(const auto engine, open_engine(session, Purpose::matching));
  TRY(const Side source, read_side(*engine, session.given.argument("SOURCE:COLUMN"), session));
  TRY(const Side target, read_side(*engine, session.given.argument("TARGET:COLUMN"), session));
  report::ExplainedPair pair{.source_table = source.table.name,
                             .target_table = target.table.name,
                             .source = source.table.columns[source.column].name,
                             .target = target.table.columns[target.column].name,
                             .explanation = {}};
  TRY(const MatchOptions options, wishes_of(*engine, session, source.table, target.table));
  TRY(const PreparedTable prepared_source, engine->prepare(source.table, session.stop));
  TRY(const PreparedTable prepared_target, engine->prepare(target.table, session.stop));
  TRY(pair.explanation, engine->explain(prepared_source, source.column, prepared_target,
                                        target.column, options, session.stop));
  const std::string out = session.given.option("--out");
  const bool json = session.given.has("--json") || out.ends_with(".json");
  return write_result(session, out, [&](const report::Sink& sink) {
    return json ? report::write_explanation_json(pair, sink)
                : sink(report::explanation_table(pair, session.console.width_columns(),
                                                 out.empty() && session.console.colour()));
  });
}

}  // namespace

constexpr Command kExplainCommand = {
    .name = "explain",
    .summary = "show how the score of one pair of columns came about",
    .about =
        "Matches the two tables and shows every step on the way to the score of one pair: what "
        "each signal saw, how much the columns agree in it, and what it adds in log-odds; then "
        "what the other columns and the tables as a whole change. The steps add up to the score.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
