#include "embed/quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/file_system.h"
#include "base/processor.h"
#include "base/thread_pool.h"
#include "core/similarity.h"
#include "embed/contestant.h"
#include "engine/evaluate.h"
#include "simd/kernels.h"

namespace cognate::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNeighbours = 10;
constexpr double kOverlapLeast = 0.97;
constexpr double kMetricChangeMost = 0.003;

/// How near to float32 a precision must stay.
struct Gate {
  std::string_view precision;
  double mean_cosine;
  double least_cosine;
};
constexpr std::array kGates = {
    Gate{"int8", 0.9985, 0.997},
    Gate{"int16", 0.9999, 0.9995},
    Gate{"bf16", 0.9999, -1},
};

/// Remembers every text that it is asked for, once, and its vector.
class Recorder final : public Embedder {
 public:
  explicit Recorder(Embedder& inner) : inner_(inner) {}

  const EmbedderInfo& info() const noexcept override { return inner_.info(); }

  Result<Matrix> embed(std::span<const std::string_view> texts,
                       const EmbedOptions& options) override {
    for (const std::string_view text : texts) {
      if (index_.try_emplace(std::string(text), index_.size()).second) {
        texts_.emplace_back(text);
      }
    }
    return inner_.embed(texts, options);
  }

  const std::vector<std::string>& texts() const { return texts_; }
  std::size_t index(std::string_view text) const { return index_.at(std::string(text)); }

 private:
  Embedder& inner_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::string> texts_;
};

/// Answers with the rows of a matrix: a row for each text of a Recorder.
class Playback final : public Embedder {
 public:
  Playback(const EmbedderInfo& info, const Recorder& recorder, const Matrix& rows)
      : info_(info), recorder_(recorder), rows_(rows) {}

  const EmbedderInfo& info() const noexcept override { return info_; }

  Result<Matrix> embed(std::span<const std::string_view> texts, const EmbedOptions&) override {
    Matrix out(texts.size(), rows_.columns());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::ranges::copy(rows_.row(recorder_.index(texts[i])), out.row(i).begin());
    }
    return out;
  }

 private:
  EmbedderInfo info_;
  const Recorder& recorder_;
  const Matrix& rows_;
};

/// The rows nearest to row `self`, itself left out, by number.
std::array<std::size_t, kNeighbours> nearest(const Matrix& rows, std::size_t self) {
  std::vector<std::pair<float, std::size_t>> products;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    if (i != self) {
      const float product =
          simd::kernels().dot(rows.row(self).data(), rows.row(i).data(), rows.columns());
      products.emplace_back(-product, i);
    }
  }
  std::partial_sort(products.begin(), products.begin() + kNeighbours, products.end());
  std::array<std::size_t, kNeighbours> numbers{};
  std::transform(products.begin(), products.begin() + kNeighbours, numbers.begin(),
                 [](const auto& product) { return product.second; });
  std::ranges::sort(numbers);
  return numbers;
}

/// The mean share of the nearest rows that the two matrices have in common. REQUIRES: more rows
/// than neighbours.
double neighbour_overlap(const Matrix& exact, const Matrix& quick) {
  std::vector<std::size_t> common(exact.rows());
  ThreadPool(ThreadPool::processors()).parallel_for(exact.rows(), [&](std::size_t i, std::size_t) {
    const auto want = nearest(exact, i);
    const auto got = nearest(quick, i);
    std::vector<std::size_t> both;
    std::ranges::set_intersection(want, got, std::back_inserter(both));
    common[i] = both.size();
  });
  const auto sum = std::accumulate(common.begin(), common.end(), std::size_t{0});
  return static_cast<double>(sum) / static_cast<double>(kNeighbours * exact.rows());
}

struct Metric {
  const char* name;
  double report::SetScores::*value;
};
constexpr std::array kMetrics = {
    Metric{"recall@gt", &report::SetScores::recall_at_gt},
    Metric{"mrr", &report::SetScores::mrr},
    Metric{"mrr adjusted", &report::SetScores::mrr_adjusted},
    Metric{"precision", &report::SetScores::precision},
    Metric{"recall", &report::SetScores::recall},
    Metric{"f1", &report::SetScores::f1},
};

using Scores = std::vector<report::SetScores>;

/// Prints every metric that moved; the largest change of all.
double metric_change(const Scores& exact, const Scores& quick) {
  double most = 0;
  for (std::size_t set = 0; set < exact.size(); ++set) {
    for (const Metric& metric : kMetrics) {
      const double was = exact[set].*metric.value;
      const double change = quick[set].*metric.value - was;
      most = std::max(most, std::abs(change));
      if (std::abs(change) >= 5e-5) {
        std::printf("  %-30s %-13s %.4f %+.4f\n", exact[set].set.c_str(), metric.name, was, change);
      }
    }
  }
  return most;
}

/// Prints one line; true when it holds.
bool holds(const char* what, double value, const char* bound_word, double bound, bool good) {
  std::printf("  %-30s %.5f  %s %.4f  %s\n", what, value, bound_word, bound,
              good ? "pass" : "FAIL");
  return good;
}

struct Exact {
  const Recorder& recorder;
  const Matrix& rows;
  const Scores& scores;
};

Result<Json> judge(const Settings& settings, const Gate& gate, const Exact& exact) {
  TRY(const auto engine, open_engine(settings, std::string(gate.precision)));
  TRY(Embedder* const embedder, engine->embedder());
  const auto& texts = exact.recorder.texts();
  TRY(const Matrix rows,
      embedder->embed(std::vector<std::string_view>(texts.begin(), texts.end()), {}));
  double mean = 0;
  std::vector<std::pair<double, std::size_t>> worst;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    worst.emplace_back(cosine(rows.row(i), exact.rows.row(i)), i);
    mean += worst.back().first / static_cast<double>(rows.rows());
  }
  std::ranges::sort(worst);
  std::printf("%s\n", embedder->info().precision.c_str());
  bool good = holds("cosine to f32, mean", mean, ">=", gate.mean_cosine, mean >= gate.mean_cosine);
  const double least = worst.front().first;
  good &= holds("cosine to f32, least", least, ">=", gate.least_cosine, least >= gate.least_cosine);
  for (std::size_t i = 0; i < std::min<std::size_t>(3, worst.size()); ++i) {
    std::printf("    %.5f \"%.60s\"\n", worst[i].first, texts[worst[i].second].c_str());
  }
  const double overlap = neighbour_overlap(exact.rows, rows);
  good &=
      holds("overlap of the 10 nearest", overlap, ">=", kOverlapLeast, overlap >= kOverlapLeast);
  Playback playback(embedder->info(), exact.recorder, rows);
  TRY(const auto evaluation, engine::evaluate(real_file_system(), settings.tables, playback, {}));
  const Scores& scores = evaluation.sets;
  const double change = metric_change(exact.scores, scores);
  good &= holds("largest change of a metric", change, "<=", kMetricChangeMost,
                change <= kMetricChangeMost);
  return Json{{"precision", gate.precision},
              {"texts", texts.size()},
              {"mean_cosine", mean},
              {"least_cosine", least},
              {"neighbour_overlap", overlap},
              {"metric_change", change},
              {"good", good}};
}

}  // namespace

Result<Json> measure_quality(const Settings& settings) {
  TRY(const auto engine, open_engine(settings, "f32"));
  TRY(Embedder* const embedder, engine->embedder());
  Recorder recorder(*embedder);
  TRY(const auto evaluation, engine::evaluate(real_file_system(), settings.tables, recorder, {}));
  const Scores& scores = evaluation.sets;
  const auto& texts = recorder.texts();
  TRY(const Matrix rows,
      embedder->embed(std::vector<std::string_view>(texts.begin(), texts.end()), {}));
  if (rows.rows() <= kNeighbours) {
    return fail(Code::invalid_argument, "{}: only {} texts, too few to judge by", settings.tables,
                rows.rows());
  }
  std::printf("cpu %s, isa %s; %zu column texts of %zu sets\n",
              processor_name(real_file_system()).c_str(), simd::kernels().name, texts.size(),
              scores.size());
  Json judged = Json::array();
  for (const simd::Precision* const* row = simd::precisions(); *row != nullptr; ++row) {
    const std::string_view name = (*row)->name;
    const auto gate = std::ranges::find(kGates, name, &Gate::precision);
    if (gate != kGates.end()) {
      TRY(Json row_of_it, judge(settings, *gate, {recorder, rows, scores}));
      judged.push_back(std::move(row_of_it));
    } else if (name != "f32") {
      return fail(Code::internal, "precision {} has no gate in bench/embed/quality.cpp", name);
    }
  }
  return judged;
}

}  // namespace cognate::bench
