#include "quant/pca.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/error.h"
#include "core/similarity.h"

namespace cognate::quant {
namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Rows = Eigen::Map<const RowMajor>;
using Symmetric = Eigen::MatrixXd;  // its lower half counts

constexpr std::size_t kBlockRows = 512;

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

Rows rows_of(const Matrix& matrix, std::size_t first, std::size_t count) {
  return {matrix.values().data() + first * matrix.columns(), index(count), index(matrix.columns())};
}

Status check_sample(const Matrix& sample, const PcaTarget& target) {
  const std::size_t columns = sample.columns();
  if (target.dimensions > columns) {
    return fail(Code::invalid_argument,
                "{} dimensions out of {}: principal components make vectors shorter",
                target.dimensions, columns);
  }
  if (target.dimensions == 0 && !(target.variance_share > 0 && target.variance_share <= 1)) {
    return fail(Code::invalid_argument, "a share of the variance is above 0 and at most 1, not {}",
                target.variance_share);
  }
  const std::size_t needed = std::max<std::size_t>(target.dimensions, 1) + 1;
  if (sample.rows() < needed) {
    return fail(Code::invalid_argument, "{} vectors are too few for {} dimensions: at least {}",
                sample.rows(), needed - 1, needed);
  }
  const auto values = sample.values();
  const auto wrong =
      std::find_if(values.begin(), values.end(), [](float value) { return !std::isfinite(value); });
  if (wrong != values.end()) {
    return fail(Code::invalid_argument, "vector {} of the sample holds a number that is not finite",
                static_cast<std::size_t>(wrong - values.begin()) / columns + 1);
  }
  return ok();
}

Eigen::VectorXd mean_of(const Matrix& sample) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(index(sample.columns()));
  for (std::size_t r = 0; r < sample.rows(); ++r) {
    sum += rows_of(sample, r, 1).row(0).transpose().cast<double>();
  }
  return sum / static_cast<double>(sample.rows());
}

Result<Symmetric> covariance_of(const Matrix& sample, const Eigen::VectorXd& mean,
                                const std::stop_token& stop) {
  Symmetric sum = Symmetric::Zero(mean.size(), mean.size());
  for (std::size_t first = 0; first < sample.rows(); first += kBlockRows) {
    if (stop.stop_requested()) {
      return fail(Code::deadline, "stopped while fitting principal components");
    }
    const std::size_t count = std::min(kBlockRows, sample.rows() - first);
    Eigen::MatrixXd centred = rows_of(sample, first, count).cast<double>();
    centred.rowwise() -= mean.transpose();
    sum.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose());
  }
  return sum / static_cast<double>(sample.rows() - 1);
}

/// How many of the variances, greatest first, the target asks for.
std::size_t count_for(const PcaTarget& target, const Eigen::VectorXd& ascending, double total,
                      std::size_t count_max) {
  if (target.dimensions > 0) {
    return target.dimensions;
  }
  double held = 0;
  std::size_t count = 0;
  while (count < count_max && held < target.variance_share * total) {
    held += ascending[ascending.size() - 1 - index(count)];
    ++count;
  }
  return std::max<std::size_t>(count, 1);
}

/// The component with the sign that it always gets.
void copy_signed(const Eigen::VectorXd& from, std::span<float> to) {
  Eigen::Index greatest = 0;
  from.cwiseAbs().maxCoeff(&greatest);
  const double sign = from[greatest] < 0 ? -1 : 1;
  std::transform(from.begin(), from.end(), to.begin(),
                 [&](double value) { return static_cast<float>(sign * value); });
}

double dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                            [](double x, double y) { return x * y; });
}

}  // namespace

double Pca::explained_share() const {
  const double held = std::accumulate(variances.begin(), variances.end(), 0.0);
  return total_variance > 0 ? std::min(held / total_variance, 1.0) : 1;
}

Result<Pca> fit_pca(const Matrix& sample, const PcaTarget& target, std::stop_token stop) {
  TRY_OK(check_sample(sample, target));
  const Eigen::VectorXd mean = mean_of(sample);
  TRY(const Symmetric covariance, covariance_of(sample, mean, stop));
  const double total = covariance.trace();
  if (!(total > 0)) {
    return fail(Code::invalid_argument,
                "all {} vectors of the sample are the same: there are no directions to choose from",
                sample.rows());
  }
  const Eigen::SelfAdjointEigenSolver<Symmetric> solver(covariance);
  if (solver.info() != Eigen::Success) {
    return fail(Code::internal, "the eigenvectors of the covariance were not found");
  }
  const std::size_t count =
      count_for(target, solver.eigenvalues(), total, std::min(sample.columns(), sample.rows() - 1));
  Pca pca{.model = {},
          .sample_rows = sample.rows(),
          .mean = std::vector<float>(sample.columns()),
          .components = Matrix(count, sample.columns()),
          .variances = {},
          .total_variance = total};
  std::transform(mean.begin(), mean.end(), pca.mean.begin(),
                 [](double value) { return static_cast<float>(value); });
  for (std::size_t c = 0; c < count; ++c) {
    const Eigen::Index column = index(sample.columns() - 1 - c);  // eigenvalues ascend
    pca.variances.push_back(std::max(solver.eigenvalues()[column], 0.0));
    copy_signed(solver.eigenvectors().col(column), pca.components.row(c));
  }
  return pca;
}

Matrix project(const Pca& pca, const Matrix& vectors) {
  CHECK(vectors.columns() == pca.inputs(), "vectors of another dimension");
  Matrix result(vectors.rows(), pca.outputs());
  std::vector<float> centred(pca.inputs());
  for (std::size_t r = 0; r < vectors.rows(); ++r) {
    std::transform(vectors.row(r).begin(), vectors.row(r).end(), pca.mean.begin(), centred.begin(),
                   std::minus<>());
    for (std::size_t c = 0; c < pca.outputs(); ++c) {
      result.row(r)[c] = static_cast<float>(dot(pca.components.row(c), centred));
    }
  }
  return result;
}

Matrix restore(const Pca& pca, const Matrix& projected) {
  CHECK(projected.columns() == pca.outputs(), "vectors of another dimension");
  Matrix result(projected.rows(), pca.inputs());
  std::vector<double> sum(pca.inputs());
  for (std::size_t r = 0; r < projected.rows(); ++r) {
    std::copy(pca.mean.begin(), pca.mean.end(), sum.begin());
    for (std::size_t c = 0; c < pca.outputs(); ++c) {
      const double weight = projected.row(r)[c];
      const auto component = pca.components.row(c);
      for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += weight * static_cast<double>(component[i]);
      }
    }
    std::transform(sum.begin(), sum.end(), result.row(r).begin(),
                   [](double value) { return static_cast<float>(value); });
  }
  return result;
}

PcaLoss loss_of(const Pca& pca, const Matrix& vectors) {
  const Matrix back = restore(pca, project(pca, vectors));
  PcaLoss loss{.squared_share = 0, .cosine_mean = 0, .cosine_min = 1};
  double lost = 0;
  double spread = 0;
  for (std::size_t r = 0; r < vectors.rows(); ++r) {
    for (std::size_t i = 0; i < pca.inputs(); ++i) {
      const double value = vectors.row(r)[i];
      lost += std::pow(value - static_cast<double>(back.row(r)[i]), 2);
      spread += std::pow(value - static_cast<double>(pca.mean[i]), 2);
    }
    const double similarity = cosine(vectors.row(r), back.row(r));
    loss.cosine_mean += similarity / static_cast<double>(vectors.rows());
    loss.cosine_min = std::min(loss.cosine_min, similarity);
  }
  loss.squared_share = spread > 0 ? lost / spread : 0;
  return loss;
}

}  // namespace cognate::quant
