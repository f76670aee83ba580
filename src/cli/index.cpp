// cognate index SOURCES

#include <array>

#include "base/clock.h"
#include "base/error.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/store_command.h"
#include "cognate/lake.h"
#include "report/words.h"

namespace cognate::cli {
namespace {

constexpr std::array kArguments = {
    Argument{.name = "SOURCES",
             .help = "files, folders or databases; every table in them",
             .repeats = true},
};

constexpr auto kOptions = joined(
    std::array{
        Option{.flag = "--store", .value = "PATH", .setting = "store.path"},
        kProviderOption,
        kQuantizationOption,
        kSetOption,
        kJsonOption,
        Option{.flag = "--out", .value = "FILE", .help = "write the result to this file"},
        Option{.flag = "--strict", .help = "a table that cannot be read is an error, not a note"},
    },
    kMatchingOptions);

constexpr std::array kExamples = {
    Example{"a folder of tables and a database",
            "cognate index tables/ postgresql://me@host/sales --store lake"},
    Example{"then ask", "cognate search \"customer birth date\" --store lake"},
};

std::string in_words(const IndexReport& report, const std::string& path, double seconds) {
  return fmt::format("{} in {}: {} written, {} removed; {} unchanged; {:.1f} s\n",
                     report::counted(report.tables, "table", "tables"), path,
                     report::counted(report.columns_written, "column", "columns"),
                     report.columns_removed,
                     report::counted(report.tables_unchanged, "table", "tables"), seconds);
}

Status write_json(const IndexReport& report, const std::string& path, double seconds,
                  const report::Sink& sink) {
  report::JsonWriter json(sink);
  json.begin_object(report::Layout::lines);
  json.key("store");
  json.text(path);
  const std::pair<const char*, std::size_t> counts[] = {
      {"tables", report.tables},
      {"tables_unchanged", report.tables_unchanged},
      {"columns_written", report.columns_written},
      {"columns_removed", report.columns_removed},
  };
  for (const auto& [name, count] : counts) {
    json.key(name);
    json.integer(count);
  }
  json.key("seconds");
  json.real(seconds);
  json.key("problems");
  json.begin_array(report::Layout::lines);
  for (const Problem& problem : report.problems) {
    json.text(problem.message);
  }
  json.end();
  json.end();
  return json.finish();
}

Status run(Session& session) {
  TRY(StoreDescription store, store_asked_for(session.given));
  store.spec.path = session.config.text("store.path");
  const std::string& path = store.spec.path;
  TRY(const auto engine, open_engine(session, Purpose::matching));
  TRY(const auto lake, Lake::open(*engine, path, {.create = store}));
  IndexReport report;
  const Stopwatch watch;
  {
    Progress progress(session.console, "tables");
    TRY(report, lake->index(
                    session.given.rest,
                    [&](const IndexProgress& at) { progress.show(at.tables_done, at.tables); },
                    session.stop));
  }
  for (const Problem& problem : report.problems) {
    session.console.note(problem.message);
  }
  const auto unread = [&] {
    return fail(Code::invalid_argument, "{} could not be read",
                report::counted(report.problems.size(), "source or table", "sources or tables"));
  };
  if (report.tables == 0 && !report.problems.empty()) {
    return unread();
  }
  const std::string out = session.given.option("--out");
  const bool as_json = session.given.has("--json") || out.ends_with(".json");
  TRY_OK(write_result(session, out, [&](const report::Sink& sink) {
    return as_json ? write_json(report, path, watch.seconds(), sink)
                   : sink(in_words(report, path, watch.seconds()));
  }));
  return session.given.has("--strict") && !report.problems.empty() ? Status(unread()) : ok();
}

}  // namespace

constexpr Command kIndexCommand = {
    .name = "index",
    .summary = "embed every column of many tables into a store, to be searched",
    .about =
        "Reads a sample of each table, works out what its columns are, embeds them and writes them "
        "into the store. Tables that did not change since the last run are passed over, those that "
        "are gone are removed; a run that was stopped goes on where it was.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
