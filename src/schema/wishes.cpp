#include "schema/wishes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/error.h"

namespace cognate::schema {
namespace {

// What a person's word on the same names is worth in other tables: a yes turns a doubtful pair, but
// joins no columns in which everything differs; a no parts whatever looks alike.
constexpr double kAccepted = 6;
constexpr double kRejected = -30;

/// Where the columns of a name stand, by the name as written, or by its letters.
class NameIndex {
 public:
  NameIndex(const PreparedTable& table, std::string_view side) : table_(table), side_(side) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Name& name = table.columns[i].name;
      by_raw_[name.raw].push_back(i);
      by_letters_[parse_name(name.raw).letters].push_back(i);
    }
  }

  Result<std::vector<std::size_t>> written(const std::string& name) const {
    const auto found = by_raw_.find(name);
    if (found == by_raw_.end()) {
      return fail(Code::invalid_argument, "the {} table \"{}\" has no column \"{}\"", side_,
                  table_.name, name);
    }
    return found->second;
  }

  std::vector<std::size_t> alike(const std::string& name) const {
    const auto found = by_letters_.find(parse_name(name).letters);
    return found == by_letters_.end() ? std::vector<std::size_t>{} : found->second;
  }

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;
  const PreparedTable& table_;
  std::string_view side_;
  Places by_raw_;
  Places by_letters_;
};

std::vector<RowColumn> all_pairs(const std::vector<std::size_t>& rows,
                                 const std::vector<std::size_t>& columns) {
  std::vector<RowColumn> out;
  for (const std::size_t row : rows) {
    for (const std::size_t column : columns) {
      out.emplace_back(row, column);
    }
  }
  return out;
}

/// Each lock needs a column of its own on both sides.
Status check_locks(const MatchOptions& options) {
  for (std::size_t i = 0; i < options.locked.size(); ++i) {
    const NamedPair& a = options.locked[i];
    for (const NamedPair& banned : options.forbidden) {
      if (a.source == banned.source && a.target == banned.target) {
        return fail(Code::invalid_argument, "\"{}\" = \"{}\" is both locked and forbidden",
                    a.source, a.target);
      }
    }
    for (std::size_t j = 0; j < i && !options.many; ++j) {
      const NamedPair& b = options.locked[j];
      if ((a.source == b.source) != (a.target == b.target)) {
        return fail(Code::invalid_argument,
                    "the locks \"{}\" = \"{}\" and \"{}\" = \"{}\" want one column twice; ask for "
                    "many-to-many matches if that is meant",
                    b.source, b.target, a.source, a.target);
      }
    }
  }
  return ok();
}

}  // namespace

Result<Wishes> wishes_of(const MatchOptions& options, const PreparedTable& source,
                         const PreparedTable& target) {
  Wishes wishes;
  if (options.locked.empty() && options.forbidden.empty() && options.feedback.empty()) {
    return wishes;
  }
  TRY_OK(check_locks(options));
  const NameIndex sources(source, "source");
  const NameIndex targets(target, "target");
  for (const NamedPair& pair : options.locked) {
    TRY(const auto rows, sources.written(pair.source));
    TRY(const auto columns, targets.written(pair.target));
    wishes.locked.push_back(all_pairs(rows, columns));
  }
  for (const NamedPair& pair : options.forbidden) {
    TRY(const auto rows, sources.written(pair.source));
    TRY(const auto columns, targets.written(pair.target));
    const auto pairs = all_pairs(rows, columns);
    wishes.forbidden.insert(wishes.forbidden.end(), pairs.begin(), pairs.end());
  }
  std::map<RowColumn, bool> verdicts;
  for (const Verdict& verdict : options.feedback) {
    for (const RowColumn& pair :
         all_pairs(sources.alike(verdict.pair.source), targets.alike(verdict.pair.target))) {
      verdicts[pair] = verdict.accepted;
    }
  }
  for (const auto& [pair, accepted] : verdicts) {
    (accepted ? wishes.accepted : wishes.rejected).push_back(pair);
  }
  std::ranges::sort(wishes.forbidden);
  return wishes;
}

PairMatrix with_wishes(PairMatrix pairs, const Wishes& wishes) {
  if (wishes.empty()) {
    return pairs;
  }
  std::vector<RowColumn> wanted = wishes.accepted;
  for (const auto& lock : wishes.locked) {
    wanted.insert(wanted.end(), lock.begin(), lock.end());
  }
  std::ranges::sort(wanted);
  PairMatrix out;
  out.rows = pairs.rows;
  out.columns = pairs.columns;
  out.left_out_odds = std::move(pairs.left_out_odds);
  auto next = wanted.begin();
  for (std::size_t row = 0; row < pairs.rows; ++row) {
    const auto known = pairs.columns_of(row);
    std::vector<std::uint32_t> columns(known.begin(), known.end());
    for (; next != wanted.end() && next->first == row; ++next) {
      columns.push_back(static_cast<std::uint32_t>(next->second));
    }
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    std::erase_if(columns, [&](std::uint32_t column) {
      return std::ranges::binary_search(wishes.forbidden, RowColumn(row, column));
    });
    out.column_of.insert(out.column_of.end(), columns.begin(), columns.end());
    out.begins.push_back(out.column_of.size());
  }
  out.values.resize(out.column_of.size());
  return out;
}

double verdict_log_odds(const Wishes& wishes, RowColumn pair) noexcept {
  if (std::ranges::binary_search(wishes.accepted, pair)) {
    return kAccepted;
  }
  return std::ranges::binary_search(wishes.rejected, pair) ? kRejected : 0;
}

std::string_view said_of_verdict(double log_odds) noexcept {
  return log_odds > 0 ? "you accepted a pair of these names before"
                      : "you rejected a pair of these names before";
}

}  // namespace cognate::schema
