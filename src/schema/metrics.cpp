#include "schema/metrics.h"

#include <algorithm>
#include <cmath>
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

Decision decision(double right, double said, double wanted) {
  Decision out;
  out.precision = share(right, said);
  out.recall = share(right, wanted);
  out.f1 = share(2 * out.precision * out.recall, out.precision + out.recall);
  return out;
}

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
  return decision(static_cast<double>(right_pairs(matches, truths)),
                  static_cast<double>(set_of(matches).size()), static_cast<double>(truths.size()));
}

std::optional<Decision> no_partner_of(std::span<const std::string> sources,
                                      std::span<const NamePair> matches,
                                      std::span<const NamePair> truth) {
  const auto names_of = [](std::span<const NamePair> pairs) {
    std::set<std::string_view> names;
    for (const NamePair& pair : pairs) {
      names.insert(pair.first);
    }
    return names;
  };
  const auto matched = names_of(matches);
  const auto partnered = names_of(truth);
  std::size_t said = 0;
  std::size_t wanted = 0;
  std::size_t right = 0;
  for (const std::string& name : sources) {
    const bool is_said = !matched.contains(name);
    const bool is_true = !partnered.contains(name);
    said += is_said ? 1 : 0;
    wanted += is_true ? 1 : 0;
    right += is_said && is_true ? 1 : 0;
  }
  if (wanted == 0) {
    return std::nullopt;
  }
  return decision(static_cast<double>(right), static_cast<double>(said),
                  static_cast<double>(wanted));
}

void Reliability::add(double score, bool right) noexcept {
  const double place = std::clamp(score, 0.0, 1.0) * static_cast<double>(kBins);
  Bin& bin = bins_[std::min(static_cast<std::size_t>(place), kBins - 1)];
  ++bin.pairs;
  bin.right += right ? 1 : 0;
  bin.scores += score;
}

void Reliability::add(const Reliability& other) noexcept {
  for (std::size_t i = 0; i < kBins; ++i) {
    bins_[i].pairs += other.bins_[i].pairs;
    bins_[i].right += other.bins_[i].right;
    bins_[i].scores += other.bins_[i].scores;
  }
}

std::size_t Reliability::pairs() const noexcept {
  std::size_t all = 0;
  for (const Bin& bin : bins_) {
    all += bin.pairs;
  }
  return all;
}

double Reliability::error() const noexcept {
  double gap = 0;
  for (const Bin& bin : bins_) {
    gap += std::abs(static_cast<double>(bin.right) - bin.scores);
  }
  return share(gap, static_cast<double>(pairs()));
}

}  // namespace cognate::schema
