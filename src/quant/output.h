#pragma once
// What becomes of a model's vectors on their way out: principal components, a cut, a form.
// Thread-safety: a plain value; its functions may be called from many threads at once.

#include <cstddef>
#include <optional>
#include <string>

#include "cognate/embedder.h"
#include "quant/form.h"
#include "quant/pca.h"

namespace cognate::quant {

struct Output {
  std::optional<Pca> pca = {};
  std::size_t dimensions = 0;  ///< 0: all
  Form form = Form::float32;

  /// Whether it suits the model. Errors, invalid_argument: principal components of another model,
  /// more dimensions than there are.
  Status check(const EmbedderInfo& model) const;
  /// Values of a vector when it has been shaped. REQUIRES of both: check(model) was fine.
  std::size_t dimension(const EmbedderInfo& model) const;
  /// Vectors as they are before they take their form. What is cut is brought back to length 1 where
  /// the model's vectors have it; principal components are coordinates and are not.
  Matrix shaped(const EmbedderInfo& model, Matrix vectors) const;
};

/// How a PCA names the model that it was fitted on.
std::string pca_model(const EmbedderInfo& model);

}  // namespace cognate::quant
