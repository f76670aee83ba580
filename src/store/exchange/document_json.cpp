#include "store/exchange/document_json.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "store/filter/path.h"
#include "store/filter/print.h"
#include "store/json_text.h"

namespace cognate::store {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

template <class Number>
void append_shortest(Number number, std::string& out) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// The fewest digits of a float may lie so near to the middle between two floats that rounding to
/// double first lands on the other one; then it is written as the double that it is.
void append_float(float number, std::string& out) {
  const std::size_t begin = out.size();
  append_shortest(number, out);
  double read = 0;
  std::from_chars(out.data() + begin, out.data() + out.size(), read);
  if (static_cast<float>(read) != number) {
    out.resize(begin);
    append_shortest(static_cast<double>(number), out);
  }
}

void append_vector(const std::vector<float>& vector, std::string& out) {
  out.push_back('[');
  for (std::size_t i = 0; i < vector.size(); ++i) {
    out.append(i > 0 ? "," : "");
    append_float(vector[i], out);
  }
  out.push_back(']');
}

void append_value(const Value& value, std::string& out) {
  const auto* list = std::get_if<std::vector<Scalar>>(&value);
  if (list == nullptr) {
    std::visit(
        [&](const auto& held) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(held)>, std::vector<Scalar>>) {
            append_scalar(out, Scalar(held));
          }
        },
        value);
    return;
  }
  out.push_back('[');
  for (std::size_t i = 0; i < list->size(); ++i) {
    out.append(i > 0 ? "," : "");
    append_scalar(out, (*list)[i]);
  }
  out.push_back(']');
}

void append_payload(const Payload& payload, std::string& out) {
  out.push_back('{');
  bool first = true;
  for (const auto& [name, value] : payload) {
    out.append(std::exchange(first, false) ? "" : ",").append(quoted_json(name)).push_back(':');
    append_value(value, out);
  }
  out.push_back('}');
}

Error wrong(std::string_view where, std::string_view why) {
  return fail(Code::invalid_argument, "{}: {}", shown(where), why);
}

Result<Scalar> scalar_of(const element& value, std::string_view where) {
  switch (value.type()) {
    case element_type::STRING:
      return Scalar(std::string(value.get_string().value_unsafe()));
    case element_type::INT64:
      return Scalar(value.get_int64().value_unsafe());
    case element_type::DOUBLE:
      return Scalar(value.get_double().value_unsafe());
    case element_type::BOOL:
      return Scalar(value.get_bool().value_unsafe());
    case element_type::NULL_VALUE:
      return Scalar();
    case element_type::UINT64:
      return wrong(where, "an integer beyond 64 bits with a sign");
    case element_type::ARRAY:
      return wrong(where, "a list within a list");
    case element_type::OBJECT:
      return wrong(where, "an object; a field holds a string, a number, true, false or a list");
  }
  return wrong(where, "no value of a payload");
}

Result<Value> value_of(const element& value, std::string_view where) {
  simdjson::dom::array elements;
  if (value.get_array().get(elements) != simdjson::SUCCESS) {
    TRY(Scalar scalar, scalar_of(value, where));
    return std::visit([](auto&& held) { return Value(std::forward<decltype(held)>(held)); },
                      std::move(scalar));
  }
  std::vector<Scalar> list;
  for (const element each : elements) {
    TRY(Scalar scalar, scalar_of(each, where));
    list.push_back(std::move(scalar));
  }
  return Value(std::move(list));
}

Status add_field(std::string_view name, const element& value, Payload& payload) {
  TRY(Value field, value_of(value, name));
  return payload.emplace(name, std::move(field)).second ? ok()
                                                        : Status(wrong(name, "stands there twice"));
}

Status add_object(const element& object, std::string_view where, Payload& payload) {
  if (object.is_null()) {
    return ok();
  }
  simdjson::dom::object fields;
  if (object.get_object().get(fields) != simdjson::SUCCESS) {
    return wrong(where, "no object");
  }
  for (const auto field : fields) {
    TRY_OK(add_field(field.key, field.value, payload));
  }
  return ok();
}

Status take_id(std::string_view name, const element& value, Document& document) {
  std::int64_t number = 0;
  if (value.get_int64().get(number) == simdjson::SUCCESS) {
    document.id = std::to_string(number);
    return ok();
  }
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    return wrong(name, "neither a string nor an integer");
  }
  document.id = text;
  return ok();
}

Status take_vector(std::string_view name, const element& value, Document& document) {
  simdjson::dom::array numbers;
  if (value.get_array().get(numbers) != simdjson::SUCCESS) {
    return wrong(name, "no list of numbers");
  }
  document.vector.reserve(numbers.size());
  for (const element each : numbers) {
    double number = 0;
    const auto place = [&] { return fmt::format("{}[{}]", name, document.vector.size()); };
    if (each.get_double().get(number) != simdjson::SUCCESS) {
      return wrong(place(), "no number");
    }
    const auto narrow = static_cast<float>(number);
    if (!std::isfinite(narrow)) {
      return wrong(place(), fmt::format("{} is beyond what a float holds", number));
    }
    document.vector.push_back(narrow);
  }
  return ok();
}

Status take_text(std::string_view name, const element& value, Document& document) {
  std::string_view text;
  if (value.is_null()) {
    return ok();
  }
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    return wrong(name, "no string");
  }
  document.text = text;
  return ok();
}

Status take_payload(std::string_view name, const element& value, Document& document) {
  return add_object(value, name, document.payload);
}

Status take_field(std::string_view name, const element& value, Document& document) {
  return add_field(name, value, document.payload);
}

/// By Role.
using Take = Status (*)(std::string_view name, const element& value, Document& document);
constexpr std::array<Take, 5> kTakes = {take_id, take_vector, take_text, take_payload, take_field};

}  // namespace

void append_document_json(const Document& document, std::string& out) {
  out.append("{\"id\":").append(quoted_json(document.id));
  if (!document.vector.empty()) {
    out.append(",\"vector\":");
    append_vector(document.vector, out);
  }
  if (!document.payload.empty()) {
    out.append(",\"payload\":");
    append_payload(document.payload, out);
  }
  if (document.text) {
    out.append(",\"text\":").append(quoted_json(*document.text));
  }
  out.push_back('}');
}

std::string payload_json(const Payload& payload) {
  std::string json;
  append_payload(payload, json);
  return json;
}

struct DocumentJson::State {
  explicit State(ColumnNames column_names) : names(std::move(column_names)) {}

  ColumnNames names;
  simdjson::dom::parser parser;
  std::string padded;

  Result<element> parse(std::string_view json) {
    padded.assign(json).append(simdjson::SIMDJSON_PADDING, '\0');
    element root;
    const auto failure = parser.parse(padded.data(), json.size(), false).get(root);
    if (failure == simdjson::SUCCESS) {
      return root;
    }
    if (failure == simdjson::UTF8_ERROR) {
      return fail(Code::invalid_argument, "not UTF-8");
    }
    const bool not_finite = json.find("NaN") != json.npos || json.find("Infinity") != json.npos;
    return fail(Code::invalid_argument, "not JSON{}",
                not_finite ? ", which has no NaN and no Infinity"
                           : fmt::format(": {}", error_message(failure)));
  }
};

DocumentJson::DocumentJson(ColumnNames names) : state_(std::make_unique<State>(std::move(names))) {}
DocumentJson::~DocumentJson() = default;

Result<Document> DocumentJson::document(std::string_view json) {
  TRY(const element root, state_->parse(json));
  simdjson::dom::object members;
  if (root.get_object().get(members) != simdjson::SUCCESS) {
    return fail(Code::invalid_argument, "no JSON object");
  }
  Document document;
  std::array<std::string_view, kTakes.size()> seen = {};  // by role, under which name
  for (const auto member : members) {
    const Role role = role_of(state_->names, member.key);
    const auto index = static_cast<std::size_t>(role);
    if (role != Role::field && seen[index].data() != nullptr) {
      return twice(role, seen[index], member.key);
    }
    seen[index] = member.key;
    TRY_OK(kTakes[index](member.key, member.value, document));
  }
  const auto lacks = [&](Role role) { return seen[static_cast<std::size_t>(role)].empty(); };
  if (lacks(Role::id) || lacks(Role::vector)) {
    return fail(Code::invalid_argument, "it has no {}", lacks(Role::id) ? "id" : "vector");
  }
  return document;
}

Status DocumentJson::add_fields(std::string_view json, Payload& payload) {
  TRY(const element root, state_->parse(json));
  return add_object(root, "payload", payload);
}

}  // namespace cognate::store
