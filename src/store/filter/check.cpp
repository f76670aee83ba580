// check_filter and check_payload (include/cognate/payload.h).

#include <simdjson.h>

#include <cmath>

#include "base/limits.h"
#include "store/filter/operators.h"
#include "store/filter/path.h"

namespace cognate {
namespace {

using store::FilterPath;

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

bool is_finite(const Scalar& value) {
  const auto* real = std::get_if<double>(&value);
  return real == nullptr || std::isfinite(*real);
}

bool is_null(const Scalar& value) { return std::holds_alternative<std::monostate>(value); }

class FilterCheck {
 public:
  Status check(const Filter& filter, std::size_t depth) {
    if (depth > limits::kFilterDepthMax) {
      return path_.error("deeper than {} levels", limits::kFilterDepthMax);
    }
    if (++nodes_ > limits::kFilterNodesMax) {
      return path_.error("more than {} conditions", limits::kFilterNodesMax);
    }
    const auto* junction = store::junction_of(filter.op);
    if (junction == nullptr) {
      const FilterPath::Step step(path_, filter.field);
      return check_comparison(filter);
    }
    const FilterPath::Step step(path_, junction->json);
    if (!filter.field.empty() || !filter.values.empty()) {
      return path_.error("has a field or values, which only comparisons have");
    }
    for (std::size_t i = 0; i < filter.children.size(); ++i) {
      const FilterPath::Step inside(path_, i);
      TRY_OK(check(filter.children[i], depth + 1));
    }
    return ok();
  }

 private:
  Status check_comparison(const Filter& filter) {
    const auto* comparison = store::comparison_of(filter.op);
    if (comparison == nullptr) {
      return path_.error("operator number {}, which there is not", static_cast<int>(filter.op));
    }
    if (!filter.children.empty()) {
      return path_.error("{} has children, which only $and, $or and $not have", comparison->json);
    }
    TRY_OK(check_field(filter.field));
    TRY_OK(check_count(filter, *comparison));
    values_ += filter.values.size();
    if (values_ > limits::kFilterValuesMax) {
      return path_.error("more than {} values in the filter", limits::kFilterValuesMax);
    }
    for (const Scalar& value : filter.values) {
      TRY_OK(check_value(value, *comparison));
    }
    return ok();
  }

  Status check_field(const std::string& field) const {
    if (field.empty()) {
      return path_.error("the name of a field is empty");
    }
    if (field.front() == '$') {
      return path_.error("names of fields do not begin with $");
    }
    if (field.front() == '#' && field != "#id" && field != "#text") {
      return path_.error("of names with # there are #id and #text only");
    }
    if (field.size() > limits::kFieldNameBytesMax) {
      return path_.error("a name of {} bytes; at most {}", field.size(),
                         limits::kFieldNameBytesMax);
    }
    return is_utf8(field) ? ok() : path_.error("the name is not UTF-8");
  }

  Status check_count(const Filter& filter, const store::Comparison& comparison) const {
    switch (comparison.operand) {
      case store::Operand::scalar:
        return filter.values.size() == 1 ? ok()
                                         : path_.error("{} wants one value, not {}",
                                                       comparison.json, filter.values.size());
      case store::Operand::flag:
        return filter.values.size() == 1 && std::holds_alternative<bool>(filter.values.front())
                   ? ok()
                   : path_.error("{} wants true or false", comparison.json);
      case store::Operand::list:
        break;
    }
    return ok();
  }

  Status check_value(const Scalar& value, const store::Comparison& comparison) const {
    if (is_null(value)) {
      return path_.error("{} cannot take null; $exists false asks for what is missing",
                         comparison.json);
    }
    if (!is_finite(value)) {
      return path_.error("{} has a number that is not finite", comparison.json);
    }
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr || is_utf8(*text)
               ? ok()
               : path_.error("{} has a string that is not UTF-8", comparison.json);
  }

  FilterPath path_;
  std::size_t nodes_ = 0;
  std::size_t values_ = 0;
};

/// Integers and doubles may stand together in a list.
std::size_t kind_in_list(const Scalar& value) {
  return std::holds_alternative<double>(value) ? Scalar(std::int64_t{0}).index() : value.index();
}

/// What is wrong with a scalar, or nothing.
const char* fault_of(const Scalar& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text != nullptr && !is_utf8(*text)) {
    return "a string that is not UTF-8";
  }
  return is_finite(value) ? nullptr : "a number that is not finite";
}

const char* fault_of(const std::vector<Scalar>& list) {
  for (const Scalar& value : list) {
    if (is_null(value)) {
      return "a null in a list";
    }
    if (kind_in_list(value) != kind_in_list(list.front())) {
      return "a list of several kinds of values";
    }
    if (const char* fault = fault_of(value)) {
      return fault;
    }
  }
  return nullptr;
}

const char* fault_of(const Value& value) {
  return std::visit(
      [](const auto& held) -> const char* {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::vector<Scalar>>) {
          return fault_of(held);
        } else {
          return fault_of(Scalar(held));
        }
      },
      value);
}

std::size_t bytes_of(const Scalar& value) {
  const auto* text = std::get_if<std::string>(&value);
  return sizeof(std::int64_t) + (text == nullptr ? 0 : text->size());
}

std::size_t bytes_of(const Value& value) {
  if (const auto* list = std::get_if<std::vector<Scalar>>(&value)) {
    std::size_t bytes = sizeof(std::int64_t);
    for (const Scalar& one : *list) {
      bytes += bytes_of(one);
    }
    return bytes;
  }
  const auto* text = std::get_if<std::string>(&value);
  return sizeof(std::int64_t) + (text == nullptr ? 0 : text->size());
}

Status check_name(const std::string& name) {
  const auto wrong = [&](std::string_view why) {
    return fail(Code::invalid_argument, "payload: field '{}': {}", store::shown(name), why);
  };
  if (name.empty()) {
    return wrong("its name is empty");
  }
  if (name.front() == '#' || name.front() == '$') {
    return wrong("names of fields do not begin with # or $");
  }
  if (name.size() > limits::kFieldNameBytesMax) {
    return wrong(
        fmt::format("a name of {} bytes; at most {}", name.size(), limits::kFieldNameBytesMax));
  }
  return is_utf8(name) ? ok() : wrong("its name is not UTF-8");
}

}  // namespace

Status check_filter(const Filter& filter) { return FilterCheck().check(filter, 1); }

Status check_payload(const Payload& payload) {
  if (payload.size() > limits::kPayloadFieldsMax) {
    return fail(Code::invalid_argument, "payload: {} fields; at most {}", payload.size(),
                limits::kPayloadFieldsMax);
  }
  std::size_t bytes = 0;
  for (const auto& [name, value] : payload) {
    bytes += name.size() + bytes_of(value);
  }
  if (bytes > limits::kPayloadBytesMax) {
    return fail(Code::invalid_argument,
                "payload: {} bytes; at most {} (long texts belong into the document's text)", bytes,
                limits::kPayloadBytesMax);
  }
  for (const auto& [name, value] : payload) {
    TRY_OK(check_name(name));
    if (const char* fault = fault_of(value)) {
      return fail(Code::invalid_argument, "payload: field '{}' holds {}", store::shown(name),
                  fault);
    }
  }
  return ok();
}

}  // namespace cognate
