#include "schema/corpus.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "simd/kernels.h"

namespace cognate::schema {
namespace {

/// The mean over the columns of both tables.
std::vector<float> mean_of(const VectorTable& a, const VectorTable& b) {
  const std::size_t count = std::max<std::size_t>(a.count + b.count, 1);
  std::vector<float> mean(std::max(a.sum.size(), b.sum.size()));
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double sum = (a.count > 0 ? a.sum[i] : 0) + (b.count > 0 ? b.sum[i] : 0);
    mean[i] = static_cast<float>(sum / static_cast<double>(count));
  }
  return mean;
}

float dot(std::span<const float> a, std::span<const float> b) {
  return simd::kernels().dot(a.data(), b.data(), a.size());
}

/// Vectors as seen from their mean.
class Centre {
 public:
  explicit Centre(std::vector<float> mean)
      : mean_(std::move(mean)), mean_square_(static_cast<double>(dot(mean_, mean_))) {}

  CentredVector see(std::span<const float> values) const {
    constexpr double kLeastSquare = 1e-5;  // nearer to the mean rounding decides the direction
    if (values.empty()) {
      return {};
    }
    const double along_mean = static_cast<double>(dot(values, mean_));
    const double square = static_cast<double>(dot(values, values)) - 2 * along_mean + mean_square_;
    return {values, along_mean - mean_square_ / 2,
            square > kLeastSquare ? 1 / std::sqrt(square) : 0};
  }

 private:
  std::vector<float> mean_;
  double mean_square_;
};

}  // namespace

double product_of(const CentredVector& a, const CentredVector& b) {
  return a.values.empty() || b.values.empty() ? 0 : static_cast<double>(dot(a.values, b.values));
}

Corpus::Corpus(const PreparedTable& source, const PreparedTable& target)
    : source_table_(&source), target_table_(&target) {
  std::vector<Centre> centres;
  for (const SetKind kind : kSetKinds) {
    sets_.emplace_back(source.sets[kind], target.sets[kind]);
  }
  for (const VectorKind kind : kVectorKinds) {
    centres.emplace_back(mean_of(source.vectors[kind], target.vectors[kind]));
  }
  using SetOf = WeightedSet (WeighedSets::*)(std::size_t) const;
  const auto look = [&](const PreparedTable& table, SetOf set, std::vector<ColumnView>& views) {
    views.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      ColumnView& view = views.emplace_back(ColumnView{table.columns[i], {}, {}});
      for (const SetKind kind : kSetKinds) {
        view.sets[kind] = (sets(kind).*set)(i);
      }
      for (const VectorKind kind : kVectorKinds) {
        view.vectors[kind] = centres[static_cast<std::size_t>(kind)].see(table.vectors[kind].of(i));
      }
    }
  };
  look(source, &WeighedSets::source, source_);
  look(target, &WeighedSets::target, target_);
}

Result<Corpus> Corpus::of(const PreparedTable& source, const PreparedTable& target) {
  if (source.model != target.model && !source.columns.empty() && !target.columns.empty()) {
    return fail(Code::invalid_argument,
                "{} was prepared with the model {}, {} with {}; prepare both with one model",
                source.name, source.model, target.name, target.model);
  }
  return Corpus(source, target);
}

}  // namespace cognate::schema
