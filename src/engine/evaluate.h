#pragma once
// Runs the matcher over folders of cases with known truth and says how well it did.
//
// A case is a folder with source.csv, truth.csv (header source,target, one row a matching pair of
// column names) and target.csv; a set is a folder of cases, which may share one target.csv that
// lies beside them. Figures: schema/metrics.h; those of a set are means over its cases, its
// calibration is that of all its pairs. Cases whose truth is empty have no figures and are left
// out.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "cognate/embedder.h"
#include "cognate/mapping.h"
#include "cognate/result.h"
#include "cognate/table.h"
#include "report/evaluation.h"
#include "schema/vocabulary.h"

namespace cognate::engine {

struct EvaluateOptions {
  SampleOptions sample;
  const schema::Vocabulary* vocabulary = nullptr;  ///< of names; null: the built-in one
  double threshold = -1;                           ///< as MatchOptions::threshold
  /// Called before each case and after the last.
  std::function<void(std::size_t done, std::size_t total)> progress;
  std::stop_token stop;
};

/// `folder` holds sets, or is one set, or one case. Sets and cases in the order of names.
/// seconds_per_pair is the time from two read tables to their mapping, with the model loaded; an
/// embedder that remembers texts (the service does) computes a target that cases share once.
/// Errors: not_found (no case in the folder, or a case without target), corrupt (a truth without
/// the two columns; tables that cannot be read), deadline (stopped), and the embedder's.
Result<report::Evaluation> evaluate(FileSystem& fs, const std::string& folder, Embedder& embedder,
                                    const EvaluateOptions& options);

}  // namespace cognate::engine
