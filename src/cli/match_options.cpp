#include "cli/match_options.h"

#include "cli/column_name.h"
#include "cli/feedback.h"

namespace cognate::cli {
namespace {

Result<std::vector<NamedPair>> pairs_of(const std::vector<std::string>& texts, const Table& source,
                                        const Table& target) {
  std::vector<NamedPair> pairs;
  for (const std::string& text : texts) {
    TRY(NamedPair pair, parse_pair(text, source, target));
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

Result<std::vector<Verdict>> feedback_of(Engine& engine, const Session& session) {
  const std::string path = session.given.option("--feedback");
  if (path.empty()) {
    return std::vector<Verdict>();
  }
  TRY(const Table table, engine.read(path, session.stop));
  return verdicts_of(table, path);
}

}  // namespace

Result<MatchOptions> wishes_of(Engine& engine, const Session& session, const Table& source,
                               const Table& target) {
  MatchOptions options;
  options.threshold = session.config.real("match.threshold");
  options.many = session.given.has("--many");
  TRY(options.locked, pairs_of(session.given.all("--lock"), source, target));
  TRY(options.forbidden, pairs_of(session.given.all("--forbid"), source, target));
  TRY(options.feedback, feedback_of(engine, session));
  return options;
}

}  // namespace cognate::cli
