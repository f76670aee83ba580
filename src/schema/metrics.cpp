#include "schema/metrics.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace cognate::schema {
namespace {

std::set<NamePair> set_of(std::span<const NamePair> pairs) { return {pairs.begin(), pairs.end()}; }

std::size_t right_pairs(std::span<const NamePair> pairs, const std::set<NamePair>& truth) {
  const std::set<NamePair> distinct = set_of(pairs);
  return static_cast<std::size_t>(std::ranges::count_if(
      distinct, [&truth](const NamePair& pair) { return truth.contains(pair); }));
}

double share(double part, double whole) { return whole == 0 ? 0 : part / whole; }

}  // namespace

double recall_at_truth(std::span<const NamePair> ranking, std::span<const NamePair> truth) {
  const std::set<NamePair> truths = set_of(truth);
  const auto first = ranking.first(std::min(truths.size(), ranking.size()));
  return share(static_cast<double>(right_pairs(first, truths)), static_cast<double>(truths.size()));
}

double mrr(std::span<const NamePair> ranking, std::span<const NamePair> truth) {
  std::set<NamePair> open = set_of(truth);
  const double truths = static_cast<double>(open.size());
  std::map<std::string_view, std::size_t> ranks;
  double sum = 0;
  for (const NamePair& pair : ranking) {
    const std::size_t rank = ++ranks[pair.first];
    sum += open.erase(pair) > 0 ? 1 / static_cast<double>(rank) : 0;
  }
  return share(sum, truths);
}

double mrr_adjusted(std::span<const NamePair> ranking, std::span<const NamePair> truth) {
  const std::set<NamePair> truths = set_of(truth);
  std::set<std::string_view> with_truth;
  for (const NamePair& pair : truths) {
    with_truth.insert(pair.first);
  }
  std::map<std::string_view, std::size_t> ranks;
  std::set<std::string_view> found;
  double sum = 0;
  for (const NamePair& pair : ranking) {
    const std::size_t rank = ++ranks[pair.first];
    if (truths.contains(pair) && found.insert(pair.first).second) {
      sum += 1 / static_cast<double>(rank);
    }
  }
  const auto columns = std::ranges::count_if(
      with_truth, [&ranks](std::string_view source) { return ranks.contains(source); });
  return share(sum, static_cast<double>(columns));
}

Decision decision_of(std::span<const NamePair> matches, std::span<const NamePair> truth) {
  const std::set<NamePair> truths = set_of(truth);
  const double right = static_cast<double>(right_pairs(matches, truths));
  Decision out;
  out.precision = share(right, static_cast<double>(set_of(matches).size()));
  out.recall = share(right, static_cast<double>(truths.size()));
  out.f1 = share(2 * out.precision * out.recall, out.precision + out.recall);
  return out;
}

}  // namespace cognate::schema
