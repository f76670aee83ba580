#include "store/checks.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"

namespace cognate::store {
namespace {

/// Squared lengths up to here keep every distance of two vectors finite in float32.
constexpr double kSquareMax = 0x1p125;

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

Status check_words(std::string_view what, std::string_view text) {
  if (text.size() > limits::kStoreTextBytesMax || !is_utf8(text)) {
    return fail(Code::invalid_argument, "the {} of a store must be UTF-8 of at most {} bytes", what,
                limits::kStoreTextBytesMax);
  }
  return ok();
}

Status check_options(const Backend& backend, const StoreSpec& spec) {
  std::string known;
  for (const Backend::Option& option : backend.options) {
    known += known.empty() ? "" : ", ";
    known += option.name;
  }
  for (const auto& [name, value] : spec.options) {
    const auto at = std::ranges::find(
        backend.options, name,
        [](const Backend::Option& option) -> std::string_view { return option.name; });
    if (at == backend.options.end()) {
      return fail(Code::invalid_argument, "a {} store has no option \"{}\"; it has: {}",
                  backend.name, name, known.empty() ? "none" : known);
    }
    TRY_OK(check_words("options", value));
  }
  return ok();
}

Status check_quantization(const QuantizationConfig& quantization) {
  constexpr std::array<std::string_view, 4> kMethods = {"sq", "fp16", "pq", "none"};
  if (std::ranges::find(kMethods, quantization.method) == kMethods.end()) {
    return fail(Code::invalid_argument,
                "no quantization is called \"{}\"; there are auto, sq, fp16, pq, none",
                quantization.method);
  }
  if (quantization.bits != 4 && quantization.bits != 8) {
    return fail(Code::invalid_argument, "quantization to {} bits; there are 4 and 8",
                quantization.bits);
  }
  return ok();
}

}  // namespace

Status check_spec(const Backend& backend, const StoreSpec& spec) {
  if (spec.path.empty()) {
    return fail(Code::invalid_argument, "a store needs a path");
  }
  if (spec.dimension == 0 || spec.dimension > limits::kStoreDimensionMax) {
    return fail(Code::invalid_argument, "a store of {} dimensions; there may be 1 to {}",
                spec.dimension, limits::kStoreDimensionMax);
  }
  TRY_OK(check_quantization(spec.quantization));
  TRY_OK(check_words("model", spec.model));
  return check_options(backend, spec);
}

Status check_id(std::string_view id) {
  if (id.empty()) {
    return fail(Code::invalid_argument, "its id is empty");
  }
  if (id.size() > limits::kDocumentIdBytesMax) {
    return fail(Code::invalid_argument, "its id has {} bytes; at most {} are allowed", id.size(),
                limits::kDocumentIdBytesMax);
  }
  return is_utf8(id) ? ok() : Status(fail(Code::invalid_argument, "its id is not UTF-8"));
}

Status check_document(const Document& document) {
  TRY_OK(check_id(document.id));
  if (document.text && document.text->size() > limits::kDocumentTextBytesMax) {
    return fail(Code::invalid_argument, "its text has {} bytes; at most {} are allowed",
                document.text->size(), limits::kDocumentTextBytesMax);
  }
  if (document.text && !is_utf8(*document.text)) {
    return fail(Code::invalid_argument, "its text is not UTF-8");
  }
  return check_payload(document.payload);
}

Status check_query(const SearchQuery& query) {
  const auto wanted = checked_add(query.top_k, query.offset);
  if (!wanted || *wanted > limits::kTopKMax) {
    return fail(Code::invalid_argument, "{} hits after an offset of {}; at most {} are searched",
                query.top_k, query.offset, limits::kTopKMax);
  }
  if (query.score_threshold && std::isnan(*query.score_threshold)) {
    return fail(Code::invalid_argument, "the score threshold is not a number");
  }
  if (!(query.recall > 0 && query.recall <= 1)) {
    return fail(Code::invalid_argument, "a recall of {}; it is above 0 and at most 1",
                query.recall);
  }
  return check_filter(query.filter);
}

Status append_vector(const StoreSpec& spec, std::span<const float> vector,
                     std::vector<float>& kept) {
  if (vector.size() != spec.dimension) {
    return fail(Code::invalid_argument, "its vector has {} numbers; this store holds vectors of {}",
                vector.size(), spec.dimension);
  }
  double square = 0;
  for (std::size_t i = 0; i < vector.size(); ++i) {
    if (!std::isfinite(vector[i])) {
      return fail(Code::invalid_argument, "number {} of its vector is not finite", i);
    }
    square += double{vector[i]} * double{vector[i]};
  }
  if (spec.metric != Metric::cosine) {
    if (square > kSquareMax) {
      return fail(Code::invalid_argument,
                  "its vector is too long: its squares sum to {:.3g}, and "
                  "at most {:.3g} can be measured",
                  square, kSquareMax);
    }
    kept.insert(kept.end(), vector.begin(), vector.end());
    return ok();
  }
  if (square == 0) {
    return fail(Code::invalid_argument, "its vector is zero, which has no direction to compare");
  }
  const double factor = 1 / std::sqrt(square);
  for (const float number : vector) {
    kept.push_back(static_cast<float>(number * factor));
  }
  return ok();
}

double score_of(Metric metric, double distance) {
  return metric == Metric::l2 ? 1 / (1 + distance) : 1 - distance / 2;
}

}  // namespace cognate::store
