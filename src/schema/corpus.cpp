#include "schema/corpus.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
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
    s.sums.resize(s.weights.size());
    std::inclusive_scan(s.weights.begin(), s.weights.end(), s.sums.begin(), std::plus<>(), 0.0);
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

double dot(std::span<const float> a, std::span<const float> b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                               [](float x, float y) { return static_cast<double>(x) * y; });
}

/// Sets offset and scale of one kind of vector in all columns.
void set_residues(const Views& views, TextVector ColumnView::*vector) {
  if (views.empty()) {
    return;
  }
  std::vector<double> sums((views.front()->*vector).values.size());
  for (const ColumnView* view : views) {
    const auto values = (view->*vector).values;
    std::transform(values.begin(), values.end(), sums.begin(), sums.begin(),
                   [](float x, double sum) { return sum + x; });
  }
  std::vector<float> mean(sums.size());
  std::ranges::transform(sums, mean.begin(), [&views](double sum) {
    return static_cast<float>(sum / static_cast<double>(views.size()));
  });
  const double mean_square = dot(mean, mean);
  for (ColumnView* view : views) {
    TextVector& v = view->*vector;
    const double along_mean = dot(v.values, mean);
    const double square = dot(v.values, v.values) - 2 * along_mean + mean_square;
    v.offset = along_mean - mean_square / 2;
    v.scale = square > 1e-9 ? 1 / std::sqrt(square) : 0;
  }
}

}  // namespace

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
  options.remember = true;  // a target comes again
  TRY(corpus.vectors, embedder.embed(texts.texts(), options));
  if (corpus.vectors.rows() != texts.texts().size()) {
    return fail(Code::internal, "the embedder answered {} rows to {} texts", corpus.vectors.rows(),
                texts.texts().size());
  }
  for (std::size_t i = 0; i < views.size(); ++i) {
    views[i]->name_vector.values = std::as_const(corpus.vectors).row(rows[2 * i]);
    views[i]->text_vector.values = std::as_const(corpus.vectors).row(rows[2 * i + 1]);
  }
  set_residues(views, &ColumnView::name_vector);
  set_residues(views, &ColumnView::text_vector);
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
