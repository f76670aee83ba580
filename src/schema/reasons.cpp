#include "schema/reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "schema/column_type.h"
#include "schema/signals/table.h"

namespace cognate::schema {
namespace {

/// The name as the table writes it; a very long one is cut between characters.
std::string shown(const Name& name) {
  constexpr std::size_t kShownBytesMax = 80;
  if (name.raw.size() <= kShownBytesMax) {
    return name.raw;
  }
  std::size_t end = kShownBytesMax;
  while (end > 0 && (static_cast<unsigned char>(name.raw[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return name.raw.substr(0, end) + "…";
}

constexpr double kWeak = 0.35;  // a strength below this speaks of a difference

std::string say_meaning(const Pair&, double strength) {
  return strength < kWeak
             ? fmt::format("names and values mean other things ({:.0f} %)", 100 * strength)
             : fmt::format("names and values mean alike ({:.0f} %)", 100 * strength);
}

std::string say_name(const Pair& pair, double strength) {
  const Name& a = pair.source.profile.name;
  const Name& b = pair.target.profile.name;
  if (a.letters.empty() || b.letters.empty()) {
    return "a column has no name";
  }
  if (a.letters == b.letters) {
    return "the names are equal";
  }
  const std::string source = shown(a);
  const std::string target = shown(b);
  const std::size_t words = pair.overlaps[SetKind::name_words].common_count;
  const Overlap& concepts = pair.overlaps[SetKind::concepts];
  if (concepts.common_count > words) {
    const bool all = concepts.common_count == std::min(concepts.a_count, concepts.b_count);
    return fmt::format("\"{}\" and \"{}\" {}", source, target,
                       all ? "stand for the same" : "have words of one meaning");
  }
  if (words > 0) {
    return fmt::format("\"{}\" and \"{}\" have {} in common", source, target,
                       words == 1 ? std::string("a word") : fmt::format("{} words", words));
  }
  if (strength < kWeak && pair.short_bits <= 0) {
    return fmt::format("\"{}\" and \"{}\" are unlike", source, target);
  }
  if (pair.short_bits <= 0) {
    return fmt::format("\"{}\" and \"{}\" are spelled alike", source, target);
  }
  const bool source_is_short = a.letters.size() < b.letters.size();
  return fmt::format("\"{}\" reads as a short form of \"{}\"", source_is_short ? source : target,
                     source_is_short ? target : source);
}

std::string say_values(const Pair& pair, double strength) {
  const Overlap& overlap = pair.overlaps[SetKind::values];
  if (overlap.common_count == 0) {
    return strength < kWeak ? "no value is common"
                            : "no value is common, but they are written alike";
  }
  const bool whole =
      pair.source.sets[SetKind::values].whole && pair.target.sets[SetKind::values].whole;
  return fmt::format("{}{} of {} values are common", whole ? "" : "in a sample ",
                     overlap.common_count, std::min(overlap.a_count, overlap.b_count));
}

std::string say_distribution(const Pair& pair, double strength) {
  const Quantiles& a = pair.source.profile.numbers;
  const Quantiles& b = pair.target.profile.numbers;
  const std::string_view how = strength < kWeak ? "differ" : "are alike";
  if (a.empty() || b.empty()) {
    return fmt::format("lengths and characters of the values {}", how);
  }
  const auto is_time = [](ColumnType type) {
    return type == ColumnType::date || type == ColumnType::timestamp;
  };
  if (is_time(pair.source.profile.type) || is_time(pair.target.profile.type)) {
    return fmt::format("the ranges of the dates {}", how);
  }
  return fmt::format("numbers from {:g} to {:g}, and from {:g} to {:g}", a.at.front(), a.at.back(),
                     b.at.front(), b.at.back());
}

std::string say_type(const Pair& pair, double strength) {
  const std::string_view a = type_name(pair.source.profile.type);
  const std::string_view b = type_name(pair.target.profile.type);
  if (a == b) {
    return fmt::format("both are of type {}", a);
  }
  return fmt::format("types {} and {} {}", a, b, strength > 0.5 ? "go together" : "hardly fit");
}

struct Voice {
  std::string_view reason;
  std::string (*say)(const Pair& pair, double strength);
};
constexpr std::array kVoices = {Voice{"meaning", say_meaning}, Voice{"name", say_name},
                                Voice{"values", say_values},
                                Voice{"distribution", say_distribution}, Voice{"type", say_type}};

/// What the signals of one reason say together.
struct Sum {
  double for_it = 0;  ///< log-odds gained
  double strength = 0;
  double weight = 0;
  bool heard = false;
};

Sum sum_of(const Pair& pair, std::string_view reason) {
  Sum sum;
  for (const Signal& signal : signals()) {
    if (signal.reason != reason) {
      continue;
    }
    const double strength = signal.strength(pair);
    if (strength == kSilent) {
      continue;
    }
    sum.heard = true;
    sum.for_it += log_odds_of(signal, strength);
    sum.strength += signal.weight * strength;
    sum.weight += signal.weight;
  }
  return sum;
}

}  // namespace

std::string said(const Pair& pair, std::string_view reason, double strength) {
  for (const Voice& voice : kVoices) {
    if (voice.reason == reason) {
      return voice.say(pair, strength);
    }
  }
  return {};
}

std::vector<Reason> reasons_of(const Pair& pair, double score) {
  std::vector<Reason> reasons;
  double total = 0;
  for (const Voice& voice : kVoices) {
    const Sum sum = sum_of(pair, voice.reason);
    if (!sum.heard || sum.weight <= 0) {
      continue;
    }
    const double strength = std::clamp(sum.strength / sum.weight, 0.0, 1.0);
    reasons.push_back({std::string(voice.reason), strength, std::max(0.0, sum.for_it),
                       voice.say(pair, strength)});
    total += reasons.back().share;
  }
  for (Reason& reason : reasons) {
    // Where nothing speaks for the pair, all that was heard shares evenly in its small score.
    reason.share =
        total > 0 ? score * reason.share / total : score / static_cast<double>(reasons.size());
  }
  std::ranges::stable_sort(reasons, std::greater<>(), &Reason::share);
  return reasons;
}

std::vector<Reason> reasons_of(const Matching& matching, RowColumn pair, double score) {
  constexpr double kPersonsPart = 0.5;  // of the score
  const Pair views =
      compare(matching.corpus.source()[pair.first], matching.corpus.target()[pair.second]);
  const bool locked = matching.is_locked(pair);
  const double verdict = verdict_log_odds(matching.wishes, pair);
  if (!locked && verdict == 0) {
    return reasons_of(views, score);
  }
  const double own = locked || verdict > 0 ? kPersonsPart * score : 0;
  std::vector<Reason> reasons = reasons_of(views, score - own);
  const std::string_view text = locked ? "you locked this pair" : said_of_verdict(verdict);
  reasons.insert(own > 0 ? reasons.begin() : reasons.end(),
                 {"person", own > 0 ? 1.0 : 0.0, own, std::string(text)});
  return reasons;
}

}  // namespace cognate::schema
