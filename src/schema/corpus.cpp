#include "schema/corpus.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "base/hash.h"
#include "schema/column_text.h"

namespace cognate::schema {
namespace {

using Views = std::vector<ColumnView*>;

/// Sets the weights of one kind of set in all columns.
void weigh(const Views& views, WeightedSet ColumnView::*set) {
  std::unordered_map<std::uint64_t, std::uint32_t> columns_with;
  for (const ColumnView* view : views) {
    for (const std::uint64_t hash : (view->*set).hashes) {
      ++columns_with[hash];
    }
  }
  const double all = static_cast<double>(views.size());
  for (ColumnView* view : views) {
    WeightedSet& s = view->*set;
    s.weights.clear();
    for (const std::uint64_t hash : s.hashes) {
      const double share = all / static_cast<double>(columns_with[hash]);
      s.weights.push_back(static_cast<float>(std::log1p(share) / std::log1p(all)));
    }
  }
}

/// Takes the mean of all rows off each and gives each length 1; rows without length stay 0 and do
/// not count in the mean.
void take_mean_off(std::span<const std::span<float>> rows) {
  if (rows.empty()) {
    return;
  }
  const auto has_length = [](std::span<const float> row) {
    return std::ranges::any_of(row, [](float x) { return x != 0; });
  };
  std::vector<double> mean(rows.front().size());
  double count = 0;
  for (const std::span<float> row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      mean[i] += static_cast<double>(row[i]);
    }
    count += has_length(row) ? 1 : 0;
  }
  for (const std::span<float> row : rows) {
    if (!has_length(row)) {
      continue;
    }
    double square = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] -= static_cast<float>(mean[i] / count);
      square += static_cast<double>(row[i]) * static_cast<double>(row[i]);
    }
    const double scale = square > 1e-12 ? 1 / std::sqrt(square) : 0;
    for (float& x : row) {
      x = static_cast<float>(static_cast<double>(x) * scale);
    }
  }
}

Result<std::vector<ColumnView>> views_of(Columns columns, const std::stop_token& stop) {
  std::vector<ColumnView> views(columns.size());
  std::vector<Name> names;
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (stop.stop_requested()) {
      return fail(Code::deadline, "stopped while profiling the columns");
    }
    views[i].profile = profile_column(*columns[i]);
    names.push_back(views[i].profile.name);
  }
  strip_common_prefix(names);
  for (std::size_t i = 0; i < views.size(); ++i) {
    ColumnView& view = views[i];
    view.profile.name = std::move(names[i]);
    for (const std::string& word : view.profile.name.words) {
      view.name_words.hashes.push_back(hash64(word));
    }
    auto& hashes = view.name_words.hashes;
    std::ranges::sort(hashes);
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    view.values.hashes = std::move(view.profile.value_sketch.hashes);
    view.values.whole = view.profile.value_sketch.whole;
    view.words.hashes = std::move(view.profile.word_sketch.hashes);
    view.words.whole = view.profile.word_sketch.whole;
    view.grams = view.profile.grams;
  }
  return views;
}

/// Distinct texts in order of first use.
class TextSet {
 public:
  std::size_t add(std::string text) {
    const auto [at, is_new] = index_.try_emplace(std::move(text), texts_.size());
    if (is_new) {
      texts_.push_back(at->first);  // keys of a node-based map do not move
    }
    return at->second;
  }
  std::span<const std::string_view> texts() const { return texts_; }

 private:
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::string_view> texts_;
};

void make_residues(const Views& views, std::vector<float> ColumnView::*residue,
                   std::span<const float> ColumnView::*vector) {
  std::vector<std::span<float>> rows;
  for (ColumnView* view : views) {
    (view->*residue).assign((view->*vector).begin(), (view->*vector).end());
    rows.emplace_back(view->*residue);
  }
  take_mean_off(rows);
}

}  // namespace

Overlap overlap_of(const WeightedSet& a, const WeightedSet& b) {
  // A sketch that is not whole says nothing of hashes beyond its last.
  std::uint64_t last = ~std::uint64_t{0};
  for (const WeightedSet* set : {&a, &b}) {
    if (!set->whole && !set->hashes.empty()) {
      last = std::min(last, set->hashes.back());
    }
  }
  Overlap out;
  std::size_t i = 0;
  std::size_t j = 0;
  const auto more = [last](const WeightedSet& set, std::size_t at) {
    return at < set.hashes.size() && set.hashes[at] <= last;
  };
  while (more(a, i) || more(b, j)) {
    const bool take_a = more(a, i) && (!more(b, j) || a.hashes[i] <= b.hashes[j]);
    const bool take_b = more(b, j) && (!more(a, i) || b.hashes[j] <= a.hashes[i]);
    const float weight = take_a ? a.weights[i] : b.weights[j];
    out.common += take_a && take_b ? static_cast<double>(weight) : 0;
    out.a += take_a ? static_cast<double>(weight) : 0;
    out.b += take_b ? static_cast<double>(weight) : 0;
    out.common_count += take_a && take_b ? 1 : 0;
    out.a_count += take_a ? 1 : 0;
    out.b_count += take_b ? 1 : 0;
    i += take_a ? 1 : 0;
    j += take_b ? 1 : 0;
  }
  return out;
}

Result<Corpus> make_corpus(Columns source, Columns target, Embedder& embedder,
                           const std::stop_token& stop) {
  Corpus corpus;
  TRY(corpus.source, views_of(source, stop));
  TRY(corpus.target, views_of(target, stop));
  Views views;
  for (std::vector<ColumnView>* side : {&corpus.source, &corpus.target}) {
    for (ColumnView& view : *side) {
      views.push_back(&view);
    }
  }
  TextSet texts;
  std::vector<std::size_t> rows;  // two a column: name, text
  for (const ColumnView* view : views) {
    rows.push_back(texts.add(name_text(view->profile)));
    rows.push_back(texts.add(value_text(view->profile)));
  }
  EmbedOptions options;
  options.stop = stop;
  TRY(corpus.vectors, embedder.embed(texts.texts(), options));
  if (corpus.vectors.rows() != texts.texts().size()) {
    return fail(Code::internal, "the embedder answered {} rows to {} texts", corpus.vectors.rows(),
                texts.texts().size());
  }
  for (std::size_t i = 0; i < views.size(); ++i) {
    views[i]->name_vector = std::as_const(corpus.vectors).row(rows[2 * i]);
    views[i]->text_vector = std::as_const(corpus.vectors).row(rows[2 * i + 1]);
  }
  make_residues(views, &ColumnView::name_residue, &ColumnView::name_vector);
  make_residues(views, &ColumnView::text_residue, &ColumnView::text_vector);
  std::vector<std::span<float>> grams;
  for (ColumnView* view : views) {
    grams.emplace_back(view->grams);
  }
  take_mean_off(grams);
  for (const auto set : {&ColumnView::name_words, &ColumnView::values, &ColumnView::words}) {
    weigh(views, set);
  }
  return corpus;
}

}  // namespace cognate::schema
