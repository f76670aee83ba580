#include "schema/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "base/limits.h"
#include "base/thread_pool.h"
#include "schema/abbreviation.h"
#include "schema/best.h"
#include "schema/near_vectors.h"

namespace cognate::schema {
namespace {

// What each index may find for a column. Together: limits::kCandidatesMax.
constexpr std::size_t kNearNames = 48;
constexpr std::size_t kNearTexts = 48;
constexpr std::size_t kCommonSets = 32;  // by each of kAskedSets, and by trigrams of names
constexpr std::array kAskedSets = {SetKind::name_words, SetKind::values, SetKind::value_words};
constexpr std::size_t kShortForms = 32;
static_assert(kNearNames + kNearTexts + kCommonSets * (kAskedSets.size() + 1) + kShortForms <=
              limits::kCandidatesMax);

/// Finds columns that have rare hashes of a set in common with a source column.
class CommonSets {
 public:
  explicit CommonSets(const WeighedSets& sets, std::size_t targets)
      : sets_(&sets), strength_(targets) {}

  void find(std::size_t source, Best& best) {
    // A hash that so many columns have tells little, and costs most.
    constexpr std::size_t kColumnsMax = 2'000;
    const WeightedSet own = sets_->source(source);
    sets_->visit_common(source, [&](std::uint32_t units, std::span<const std::uint32_t> columns) {
      if (columns.size() > kColumnsMax) {
        return;
      }
      for (const std::uint32_t column : columns) {
        if (strength_[column] == 0) {
          touched_.push_back(column);
        }
        strength_[column] += units;
      }
    });
    const double own_weight = own.weight_of_first(own.hashes.size());
    for (const std::uint32_t column : touched_) {
      const WeightedSet other = sets_->target(column);
      const double lighter = std::min(own_weight, other.weight_of_first(other.hashes.size()));
      const double common = strength_[column] * kWeightUnit;
      best.add({static_cast<float>(common / (lighter + 1)), column});
      strength_[column] = 0;
    }
    touched_.clear();
  }

 private:
  const WeighedSets* sets_;
  std::vector<std::uint32_t> strength_;  // of each target column, in kWeightUnit; 0 between calls
  std::vector<std::uint32_t> touched_;
};

bool is_subsequence(std::string_view part, std::string_view whole) {
  std::size_t i = 0;
  for (const char c : whole) {
    i += i < part.size() && part[i] == c ? 1 : 0;
  }
  return i == part.size();
}

/// Finds names that may be short forms of a source column's name, or it of them. A look at one word
/// of bits settles nearly all; so a plain scan costs less than an index of the letters would.
class ShortForms {
 public:
  explicit ShortForms(std::span<const ColumnView> targets) : targets_(targets) {
    for (const ColumnView& view : targets) {
      masks_.push_back(view.profile.name.letter_mask);
      bits_.push_back(static_cast<float>(chance_bits(view.profile.name)));
    }
  }

  void find(const Name& own, Best& best) const {
    constexpr float kBitsALetterLeftOut = 0.5F;
    const float own_bits = static_cast<float>(chance_bits(own));
    for (std::size_t i = 0; i < masks_.size(); ++i) {
      const std::uint64_t common = own.letter_mask & masks_[i];
      if (common == 0 || (common != own.letter_mask && common != masks_[i])) {
        continue;
      }
      const std::string_view other = targets_[i].profile.name.letters;
      const bool own_is_short = own.letters.size() < other.size();
      const float bits = std::min(own_bits, bits_[i]);
      if (own_is_short ? is_subsequence(own.letters, other) : is_subsequence(other, own.letters)) {
        const float left_out =
            std::abs(static_cast<float>(other.size()) - static_cast<float>(own.letters.size()));
        best.add({bits - kBitsALetterLeftOut * left_out, static_cast<std::uint32_t>(i)});
      }
    }
  }

 private:
  std::span<const ColumnView> targets_;
  std::vector<std::uint64_t> masks_;
  std::vector<float> bits_;
};

/// Asks all indexes. One object a thread.
class Search {
 public:
  Search(const Corpus& corpus, const WeighedSets& name_grams, const ShortForms& short_forms)
      : corpus_(&corpus),
        short_forms_(&short_forms),
        sets_{CommonSets(name_grams, corpus.target().size())} {
    for (const SetKind kind : kAskedSets) {
      sets_.emplace_back(corpus.sets(kind), corpus.target().size());
    }
  }

  /// Appends what is found, columns may repeat.
  void find(std::size_t source, std::vector<std::uint32_t>& out) {
    for (CommonSets& sets : sets_) {
      common_.clear();
      sets.find(source, common_);
      append(common_, out);
    }
    short_.clear();
    short_forms_->find(corpus_->source()[source].profile.name, short_);
    append(short_, out);
  }

  static void append(const Best& best, std::vector<std::uint32_t>& out) {
    for (const Found& found : best.found()) {
      out.push_back(found.column);
    }
  }

 private:
  const Corpus* corpus_;
  const ShortForms* short_forms_;
  std::vector<CommonSets> sets_;
  Best common_{kCommonSets};
  Best short_{kShortForms};
};

PairMatrix matrix_of(const std::vector<std::vector<std::uint32_t>>& rows, std::size_t columns) {
  PairMatrix out;
  out.rows = rows.size();
  out.columns = columns;
  for (const std::vector<std::uint32_t>& row : rows) {
    out.column_of.insert(out.column_of.end(), row.begin(), row.end());
    out.begins.push_back(out.column_of.size());
  }
  out.values.resize(out.column_of.size());
  out.left_out_odds.resize(out.rows);
  return out;
}

/// REQUIRES: the source has no more columns than the target, else it is right but slow.
Result<PairMatrix> likely_pairs(const Corpus& corpus, const Effort& effort) {
  const std::size_t columns = corpus.target().size();
  const std::vector<Best> names = nearest_by(corpus, VectorKind::name, kNearNames, effort);
  const std::vector<Best> texts = nearest_by(corpus, VectorKind::values, kNearTexts, effort);
  const WeighedSets grams(corpus.source_table().name_grams, corpus.target_table().name_grams);
  const ShortForms short_forms(corpus.target());
  ThreadPool pool(threads_for(corpus.source().size(), effort));
  std::vector<Search> searches(pool.size(), Search(corpus, grams, short_forms));
  std::vector<std::vector<std::uint32_t>> rows(corpus.source().size());
  pool.parallel_for(rows.size(), [&](std::size_t row, std::size_t worker) {
    if (effort.stop.stop_requested()) {
      return;
    }
    std::vector<std::uint32_t>& found = rows[row];
    Search::append(names[row], found);
    Search::append(texts[row], found);
    searches[worker].find(row, found);
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
  });
  if (effort.stop.stop_requested()) {
    return fail(Code::deadline, "stopped while looking for likely pairs");
  }
  return matrix_of(rows, columns);
}

}  // namespace

Result<PairMatrix> pairs_to_compare(const Corpus& corpus, const Effort& effort) {
  const std::size_t sources = corpus.source().size();
  const std::size_t targets = corpus.target().size();
  if (targets == 0 || sources <= effort.all_pairs_max / targets) {
    return PairMatrix::full(std::vector<float>(sources * targets), sources, targets);
  }
  if (sources <= targets) {
    return likely_pairs(corpus, effort);
  }
  TRY(const Corpus turned, Corpus::of(corpus.target_table(), corpus.source_table()));
  TRY(const PairMatrix pairs, likely_pairs(turned, effort));
  return pairs.transposed();
}

}  // namespace cognate::schema
