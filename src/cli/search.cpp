// cognate search WORDS

#include <array>

#include "base/error.h"
#include "cli/column_name.h"
#include "cli/number_option.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/read_table.h"
#include "cli/store_command.h"
#include "cognate/lake.h"
#include "io/address.h"
#include "report/similar_columns.h"

namespace cognate::cli {
namespace {

constexpr std::array kArguments = {
    Argument{.name = "WORDS", .help = "what the column is about", .optional = true},
};

constexpr auto kOptions = joined(
    std::array{
        Option{.flag = "--store", .value = "PATH", .setting = "store.path"},
        Option{.flag = "--column",
               .value = "TABLE:COLUMN",
               .help = "instead of words: columns like this one"},
        kFilterOption,
        Option{.flag = "--top-k", .value = "COUNT", .help = "so many columns, 10 unless said"},
        Option{
            .flag = "--threshold", .value = "SCORE", .help = "only columns of this score, 0 to 1"},
        Option{.flag = "--exact", .help = "compare every column, not only likely ones"},
        kJsonOption,
        Option{.flag = "--out", .value = "FILE", .help = "write the result to this file"},
    },
    kMatchingOptions);

constexpr std::array kExamples = {
    Example{"by what it is about", "cognate search \"customer birth date\" --store lake"},
    Example{"like a column of mine, dates only",
            "cognate search --column crm.csv:dob --filter 'type = \"date\"' --store lake"},
};

constexpr std::size_t kTopKMax = 10'000;

Result<FindOptions> options_of(const Session& session) {
  FindOptions options = {.stop = session.stop};
  TRY(const double top_k,
      number_option(session.given, "--top-k", {.low = 1, .high = kTopKMax}, 10));
  options.n_results = static_cast<std::size_t>(top_k);
  if (session.given.has("--threshold")) {
    TRY(options.score_threshold,
        number_option(session.given, "--threshold", {.low = 0, .high = 1, .whole = false}, 0));
  }
  TRY(options.filter, filter_option(session.given));
  options.use_approximate =
      session.config.boolean("search.approximate") && !session.given.has("--exact");
  return options;
}

Result<std::vector<SimilarColumn>> find(Lake& lake, Engine& engine, Session& session) {
  TRY(const FindOptions options, options_of(session));
  const std::string words = session.given.argument("WORDS");
  const std::string like = session.given.option("--column");
  if (words.empty() == like.empty()) {
    return fail(Code::invalid_argument,
                "say what to look for: either words, or --column TABLE:COLUMN");
  }
  if (like.empty()) {
    return lake.find_similar_columns(words, options);
  }
  TRY(const ColumnOfTable wanted, parse_column_of_table(like));
  TRY(const Table table, read_table(engine, wanted.path, session));
  TRY(const std::size_t column, find_column(table, wanted.column, io::shown_address(wanted.path)));
  return lake.find_similar_columns(table, column, options);
}

Status run(Session& session) {
  TRY(const auto engine, open_engine(session, Purpose::matching));
  TRY(const auto lake, Lake::open(*engine, session.config.text("store.path"),
                                  {.create = {}, .open = {.read_only = true}}));
  TRY(const auto columns, find(*lake, *engine, session));
  TRY(const StoreStats stats, lake->store().stats());
  const std::string words = session.given.argument("WORDS");
  const std::string wanted =
      words.empty() ? io::shown_address(session.given.option("--column")) : words;
  const std::string out = session.given.option("--out");
  const bool as_json = session.given.has("--json") || out.ends_with(".json");
  return write_result(session, out, [&](const report::Sink& sink) {
    return as_json ? report::write_similar_columns_json(wanted, stats.documents, columns, sink)
                   : sink(report::similar_columns_table(
                         wanted, stats.documents, columns,
                         {.width_columns = session.console.width_columns(),
                          .colour = out.empty() && session.console.colour()}));
  });
}

}  // namespace

constexpr Command kSearchCommand = {
    .name = "search",
    .summary = "find the columns of a lake that mean what you say, or the same as a column",
    .about =
        "The lake is a store that `cognate index` filled. What a filter can ask for: table, "
        "source, "
        "column, type, declared_type, description, nulls and distinct (shares), rows, primary_key, "
        "unique, nullable, references, samples (docs/lake.md).",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
