// cognate evaluate CASES_DIR

#include "engine/evaluate.h"

#include <array>

#include "base/file_system.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "report/evaluation.h"

namespace cognate::cli {
namespace {

constexpr std::array kArguments = {
    Argument{.name = "CASES_DIR", .help = "a folder of cases, or of sets of cases"},
};

constexpr std::array kOptions = {
    Option{.flag = "--json", .help = "a result for programs"},
    Option{.flag = "--out", .value = "FILE", .help = "write the result to this file"},
    Option{.flag = "--threshold", .value = "SCORE", .setting = "match.threshold"},
    Option{.flag = "--sample-rows", .value = "COUNT", .setting = "sample_rows"},
    Option{.flag = "--sample-megabytes", .value = "COUNT", .setting = "sample_megabytes"},
    Option{.flag = "--precision", .value = "MODE", .setting = "match.precision"},
    Option{.flag = "--model", .value = "MODEL", .setting = "model"},
    Option{.flag = "--threads", .value = "COUNT", .setting = "threads"},
};

constexpr std::array kExamples = {
    Example{"the examples of the source tree", "cognate evaluate examples"},
    Example{"figures for a program", "cognate evaluate cases --json --out scores.json"},
};

Result<std::vector<report::SetScores>> evaluate(Session& session, Engine& engine) {
  TRY(EmbeddingService* const embedder, engine.service());
  Progress progress(session.console, "cases");
  engine::EvaluateOptions options;
  options.sample.rows_max = engine.options().sample_rows_max;
  options.sample.bytes_max = engine.options().sample_bytes_max;
  options.sample.stop = session.stop;
  options.threshold = session.config.real("match.threshold");
  options.progress = [&](std::size_t done, std::size_t total) { progress.show(done, total); };
  options.stop = session.stop;
  return engine::evaluate(real_file_system(), session.given.argument("CASES_DIR"), *embedder,
                          options);
}

Status run(Session& session) {
  TRY(const auto engine, open_engine(session, Purpose::matching));
  TRY(const auto sets, evaluate(session, *engine));
  const bool json = session.given.has("--json") || session.given.option("--out").ends_with(".json");
  return write_result(session, session.given.option("--out"), [&](const report::Sink& sink) {
    return json ? report::write_evaluation_json(sets, sink) : sink(report::evaluation_table(sets));
  });
}

}  // namespace

constexpr Command kEvaluateCommand = {
    .name = "evaluate",
    .summary = "measure how well the matcher does on tables whose mapping is known",
    .about =
        "A case is a folder with source.csv, target.csv and truth.csv (columns source,target: one "
        "row a pair of column names that belong together). A set is a folder of cases; they may "
        "share one target.csv beside them. Figures are means over the cases of a set.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
