#include "engine/evaluate.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "io/open_source.h"
#include "schema/match.h"
#include "schema/metrics.h"

namespace cognate::engine {
namespace {

using schema::NamePair;

struct Case {
  std::string name;
  std::string source;
  std::string target;
  std::string truth;
};

struct Set {
  std::string name;
  std::vector<Case> cases;
};

std::string joined(const std::string& folder, std::string_view name) {
  return folder.ends_with('/') ? folder + std::string(name) : folder + "/" + std::string(name);
}

std::string without_end_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  return path;
}

std::string last_part(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || path.size() == 1 ? path : path.substr(slash + 1);
}

bool is_case(FileSystem& fs, const std::string& folder) {
  return fs.kind(joined(folder, "truth.csv")) == FileKind::file;
}

Result<Case> case_in(FileSystem& fs, const std::string& folder, const std::string& set_folder) {
  Case found{last_part(folder), joined(folder, "source.csv"), joined(folder, "target.csv"),
             joined(folder, "truth.csv")};
  if (fs.kind(found.target) != FileKind::file) {
    found.target = joined(set_folder, "target.csv");
  }
  if (fs.kind(found.target) != FileKind::file) {
    return fail(Code::not_found, "{}: no target.csv here, nor in the folder above", folder);
  }
  return found;
}

/// The folders in a folder, as paths.
Result<std::vector<std::string>> folders_in(FileSystem& fs, const std::string& folder) {
  TRY(const auto names, fs.list(folder));
  std::vector<std::string> folders;
  for (const std::string& name : names) {
    if (fs.kind(joined(folder, name)) == FileKind::folder) {
      folders.push_back(joined(folder, name));
    }
  }
  return folders;
}

Result<Set> set_in(FileSystem& fs, const std::string& folder) {
  Set set{last_part(folder), {}};
  TRY(const auto folders, folders_in(fs, folder));
  for (const std::string& inner : folders) {
    if (is_case(fs, inner)) {
      TRY(auto found, case_in(fs, inner, folder));
      set.cases.push_back(std::move(found));
    }
  }
  return set;
}

Result<std::vector<Set>> sets_in(FileSystem& fs, const std::string& folder) {
  if (fs.kind(folder) != FileKind::folder) {
    return fail(Code::not_found, "{}: no such folder", folder);
  }
  std::vector<Set> sets;
  if (is_case(fs, folder)) {
    TRY(auto only, case_in(fs, folder, joined(folder, "..")));
    sets.push_back({last_part(folder), {std::move(only)}});
    return sets;
  }
  TRY(auto own, set_in(fs, folder));
  if (!own.cases.empty()) {
    sets.push_back(std::move(own));
    return sets;
  }
  TRY(const auto folders, folders_in(fs, folder));
  for (const std::string& inner : folders) {
    TRY(auto set, set_in(fs, inner));
    if (!set.cases.empty()) {
      sets.push_back(std::move(set));
    }
  }
  if (sets.empty()) {
    return fail(Code::not_found,
                "{}: no case found; a case is a folder with source.csv, target.csv and truth.csv",
                folder);
  }
  return sets;
}

Result<Table> table_at(FileSystem& fs, const std::string& path, const SampleOptions& options) {
  TRY(const auto source, io::open_source(fs, path));
  TRY(const auto tables, source->tables());
  return source->sample(tables.at(0), options);
}

Result<std::vector<NamePair>> truth_at(FileSystem& fs, const std::string& path,
                                       SampleOptions options) {
  options.strict = true;
  TRY(const Table table, table_at(fs, path, options));
  if (table.columns.size() != 2 || table.columns[0].name != "source" ||
      table.columns[1].name != "target") {
    return fail(Code::corrupt, "{}: the header is not \"source,target\"", path);
  }
  std::vector<NamePair> truth;
  for (std::size_t row = 0; row < table.columns[0].cells.size(); ++row) {
    // A row with a hole names no pair.
    if (!table.columns[0].cells.is_null(row) && !table.columns[1].cells.is_null(row)) {
      truth.emplace_back(table.columns[0].cells[row], table.columns[1].cells[row]);
    }
  }
  return truth;
}

NamePair names_of(const Mapping& mapping, const Candidate& pair) {
  return {mapping.source[pair.source].name, mapping.target[pair.target].name};
}

/// Runs the cases one after another and adds up their figures.
class Run {
 public:
  Run(FileSystem& fs, Embedder& embedder, const EvaluateOptions& options)
      : fs_(fs), embedder_(embedder), options_(options) {
    options_.sample.stop = options_.stop;
  }

  Result<report::Evaluation> run(const std::vector<Set>& sets) {
    for (const Set& set : sets) {
      total_ += set.cases.size();
    }
    report::Evaluation evaluation;
    for (const Set& set : sets) {
      TRY(auto cases, run_set(set));
      evaluation.sets.push_back(report::mean_of(set.name, cases));
      std::ranges::move(cases, std::back_inserter(evaluation.cases));
    }
    tell();
    return evaluation;
  }

 private:
  void tell() const {
    if (options_.progress) {
      options_.progress(done_, total_);
    }
  }

  Result<std::vector<report::CaseScores>> run_set(const Set& set) {
    std::vector<report::CaseScores> scores;
    for (const Case& one : set.cases) {
      tell();
      TRY(auto figures, run_case(one));
      if (figures) {
        figures->set = set.name;
        scores.push_back(*std::move(figures));
      }
      ++done_;
    }
    return scores;
  }

  /// Nothing for a case without truth.
  Result<std::optional<report::CaseScores>> run_case(const Case& one) {
    TRY(const auto truth, truth_at(fs_, one.truth, options_.sample));
    if (truth.empty()) {
      return std::nullopt;
    }
    TRY(const Table source, table_at(fs_, one.source, options_.sample));
    if (one.target != target_path_) {
      TRY(target_, table_at(fs_, one.target, options_.sample));
      target_path_ = one.target;
    }
    MatchOptions match_options;
    match_options.threshold = options_.threshold;
    match_options.all_candidates = true;
    const Stopwatch stopwatch;
    TRY(const Mapping mapping,
        schema::match(source, target_, embedder_, match_options,
                      {.stop = options_.stop, .vocabulary = options_.vocabulary}));
    const double seconds = stopwatch.seconds();
    report::CaseScores scores = scores_of(mapping, truth);
    scores.name = one.name;
    scores.seconds_per_pair = seconds;
    return std::optional(std::move(scores));
  }

  static report::CaseScores scores_of(const Mapping& mapping, const std::vector<NamePair>& truth) {
    std::vector<NamePair> ranking;
    for (const Candidate& candidate : mapping.candidates) {
      ranking.push_back(names_of(mapping, candidate));
    }
    std::vector<NamePair> matches;
    for (const Match& match : mapping.matches) {
      matches.push_back(names_of(mapping, match.pair));
    }
    const schema::Decision decision = schema::decision_of(matches, truth);
    report::CaseScores scores;
    scores.source_columns = mapping.source.size();
    scores.target_columns = mapping.target.size();
    scores.recall_at_gt = schema::recall_at_truth(ranking, truth);
    scores.mrr = schema::mrr(ranking, truth);
    scores.mrr_adjusted = schema::mrr_adjusted(ranking, truth);
    scores.precision = decision.precision;
    scores.recall = decision.recall;
    scores.f1 = decision.f1;
    add_no_partner(mapping, matches, truth, scores);
    add_reliability(mapping, truth, scores);
    return scores;
  }

  static void add_no_partner(const Mapping& mapping, const std::vector<NamePair>& matches,
                             const std::vector<NamePair>& truth, report::CaseScores& scores) {
    std::vector<std::string> sources;
    for (const MappedColumn& column : mapping.source) {
      sources.push_back(column.name);
    }
    if (const auto alone = schema::no_partner_of(sources, matches, truth)) {
      scores.no_partner_precision = alone->precision;
      scores.no_partner_recall = alone->recall;
      scores.no_partner_f1 = alone->f1;
    }
  }

  static void add_reliability(const Mapping& mapping, const std::vector<NamePair>& truth,
                              report::CaseScores& scores) {
    const std::set<NamePair> truths(truth.begin(), truth.end());
    for (const Match& match : mapping.matches) {
      scores.matches.add(match.pair.score, truths.contains(names_of(mapping, match.pair)));
    }
    std::vector<bool> seen(mapping.source.size());
    for (const Candidate& candidate : mapping.candidates) {  // best first
      if (!seen[candidate.source]) {
        seen[candidate.source] = true;
        scores.best.add(candidate.score, truths.contains(names_of(mapping, candidate)));
      }
    }
  }

  FileSystem& fs_;
  Embedder& embedder_;
  EvaluateOptions options_;
  std::string target_path_;
  Table target_;  // the one last read: the cases of a set may share it
  std::size_t done_ = 0;
  std::size_t total_ = 0;
};

}  // namespace

Result<report::Evaluation> evaluate(FileSystem& fs, const std::string& folder, Embedder& embedder,
                                    const EvaluateOptions& options) {
  TRY(const auto sets, sets_in(fs, without_end_slashes(folder)));
  return Run(fs, embedder, options).run(sets);
}

}  // namespace cognate::engine
