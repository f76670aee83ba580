#include "quant/output.h"

#include "base/error.h"
#include "base/limits.h"

namespace cognate::quant {

std::string pca_model(const EmbedderInfo& model) {
  return fmt::format("{}@{}", model.model, model.revision).substr(0, limits::kPcaModelBytesMax);
}

Status Output::check(const EmbedderInfo& model) const {
  if (pca && (pca->model != pca_model(model) || pca->inputs() != model.dimension)) {
    return fail(Code::invalid_argument,
                "the principal components were fitted on vectors of {} ({} numbers); the model is "
                "{} ({} numbers): fit them again with `cognate pca fit`",
                pca->model, pca->inputs(), pca_model(model), model.dimension);
  }
  const std::size_t available = pca ? pca->outputs() : model.dimension;
  if (dimensions > available) {
    return fail(Code::invalid_argument, "{} dimensions: {} gives {}", dimensions,
                pca ? "the PCA file" : model.model, available);
  }
  return ok();
}

std::size_t Output::dimension(const EmbedderInfo& model) const {
  return dimensions > 0 ? dimensions : (pca ? pca->outputs() : model.dimension);
}

Matrix Output::shaped(const EmbedderInfo& model, Matrix vectors) const {
  if (pca) {
    vectors = project(*pca, vectors);
  }
  const bool cut = dimensions > 0 && dimensions < vectors.columns();
  return cut ? cut_dimensions(vectors, dimensions, model.normalized && !pca) : std::move(vectors);
}

}  // namespace cognate::quant
