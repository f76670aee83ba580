// cognate evaluate CASES_DIR

#include "engine/evaluate.h"

#include <array>
#include <optional>

#include "base/error.h"
#include "base/file_system.h"
#include "base/limits.h"
#include "cli/open_engine.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "engine/vocabulary_file.h"
#include "report/evaluation.h"
#include "report/evaluation_change.h"

namespace cognate::cli {
namespace {

constexpr std::array kArguments = {
    Argument{.name = "CASES_DIR", .help = "a folder of cases, or of sets of cases"},
};

constexpr auto kOptions = joined(
    std::array{
        Option{.flag = "--json", .help = "a result for programs"},
        Option{.flag = "--out", .value = "FILE", .help = "write the result to this file"},
        Option{.flag = "--cases", .help = "also a line for each case"},
        Option{.flag = "--reliability", .help = "also how often pairs of each score were right"},
        Option{.flag = "--baseline",
               .value = "FILE",
               .help = "also what changed since a result that --json wrote"},
        Option{.flag = "--threshold", .value = "SCORE", .setting = "match.threshold"},
    },
    kMatchingOptions);

constexpr std::array kExamples = {
    Example{"the examples of the source tree", "cognate evaluate examples"},
    Example{"figures for a program", "cognate evaluate cases --json --out scores.json"},
    Example{"what a change did", "cognate evaluate cases --cases --baseline scores.json"},
};

Result<report::Evaluation> evaluate(Session& session, Engine& engine) {
  TRY(EmbeddingService* const embedder, engine.service());
  Progress progress(session.console, "cases");
  engine::EvaluateOptions options;
  options.sample.rows_max = engine.options().sample_rows_max;
  options.sample.bytes_max = engine.options().sample_bytes_max;
  options.sample.stop = session.stop;
  TRY(const schema::Vocabulary vocabulary,
      engine::vocabulary_at(real_file_system(), session.config.text("match.vocabulary")));
  options.vocabulary = &vocabulary;
  options.threshold = session.config.real("match.threshold");
  options.progress = [&](std::size_t done, std::size_t total) { progress.show(done, total); };
  options.stop = session.stop;
  return engine::evaluate(real_file_system(), session.given.argument("CASES_DIR"), *embedder,
                          options);
}

/// The evaluation to compare with; nothing where none is asked for.
Result<std::optional<report::Evaluation>> baseline_of(const Session& session) {
  constexpr std::size_t kBaselineBytesMax = 64 * limits::kMiB;
  const std::string path = session.given.option("--baseline");
  if (path.empty()) {
    return std::nullopt;
  }
  TRY(const std::string json, read_file(real_file_system(), path, kBaselineBytesMax));
  auto baseline = report::parse_evaluation(json);
  if (!baseline) {
    return std::move(baseline).error().within(path);
  }
  return std::optional(*std::move(baseline));
}

std::string tables_of(const Session& session, const report::Evaluation& evaluation,
                      const std::optional<report::Evaluation>& baseline) {
  const bool colour = session.console.colour() && session.given.option("--out").empty();
  std::string out = report::evaluation_table(evaluation.sets);
  if (session.given.has("--cases")) {
    out += "\n" + report::case_table(evaluation.cases);
  }
  if (session.given.has("--reliability")) {
    out += "\n" + report::reliability_table(evaluation.sets);
  }
  if (baseline) {
    out += "\n" + report::change_table(*baseline, evaluation, colour);
  }
  return out;
}

Status run(Session& session) {
  const bool json = session.given.has("--json") || session.given.option("--out").ends_with(".json");
  TRY(const auto baseline, baseline_of(session));
  TRY(const auto engine, open_engine(session, Purpose::matching));
  TRY(const auto evaluation, evaluate(session, *engine));
  return write_result(session, session.given.option("--out"), [&](const report::Sink& sink) {
    return json ? report::write_evaluation_json(evaluation, sink, baseline ? &*baseline : nullptr)
                : sink(tables_of(session, evaluation, baseline));
  });
}

}  // namespace

constexpr Command kEvaluateCommand = {
    .name = "evaluate",
    .summary = "measure how well the matcher does on tables whose mapping is known",
    .about =
        "A case is a folder with source.csv, target.csv and truth.csv (columns source,target: one "
        "row a pair of column names that belong together). A set is a folder of cases; they may "
        "share one target.csv beside them. Figures are means over the cases of a set; Alone P, R "
        "and F1 are those of saying that a source column has no partner, ECE is the calibration "
        "error of the best candidate of each source column.",
    .arguments = kArguments,
    .options = kOptions,
    .examples = kExamples,
    .run = run,
};

}  // namespace cognate::cli
