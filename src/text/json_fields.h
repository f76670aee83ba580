#pragma once
// Fields of a JSON object, typed, with errors that name them. For .cpp files only (simdjson).

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace cognate::text {

/// What is asked for; `name` is the path for error messages, "model.vocab".
struct JsonField {
  std::string name;
  simdjson::dom::element value;

  Error wrong_type(std::string_view wanted) const {
    return fail(Code::corrupt, "{}: {} expected", name, wanted);
  }
};

/// An object and its path in the file.
class JsonObject {
 public:
  JsonObject(std::string path, simdjson::dom::object object)
      : path_(std::move(path)), object_(object) {}

  /// The field; nothing when it is missing or null.
  std::optional<JsonField> find(std::string_view name) const {
    simdjson::dom::element value;
    if (object_.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) {
      return std::nullopt;
    }
    return JsonField{path_ + std::string(name), value};
  }

  /// The field as a T, or the default where it is missing or null. Error corrupt: another type.
  template <class T>
  Result<T> get(std::string_view name, T missing, std::string_view wanted) const {
    const auto field = find(name);
    if (!field) {
      return missing;
    }
    T value{};
    if (field->value.get(value) != simdjson::SUCCESS) {
      return field->wrong_type(wanted);
    }
    return value;
  }
  Result<bool> flag(std::string_view name, bool missing) const {
    return get<bool>(name, missing, "true or false");
  }
  Result<std::string> text(std::string_view name, std::string_view missing) const {
    TRY(const std::string_view value, get<std::string_view>(name, missing, "a string"));
    return std::string(value);
  }

  /// The object under `name`. Error corrupt: missing or another type.
  Result<JsonObject> object(std::string_view name) const {
    const auto field = find(name);
    simdjson::dom::object value;
    if (!field || field->value.get(value) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "{}{}: an object expected", path_, name);
    }
    return JsonObject(field->name + ".", value);
  }

  const simdjson::dom::object& fields() const noexcept { return object_; }
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;  // "" or "model."
  simdjson::dom::object object_;
};

/// The whole document, which must be an object. It lives as long as the parser.
inline Result<JsonObject> parse_json_object(simdjson::dom::parser& parser, std::string_view json) {
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root)) {
    return fail(Code::corrupt, "not valid JSON, perhaps cut short: {}",
                simdjson::error_message(error));
  }
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "not a JSON object");
  }
  return JsonObject("", object);
}

/// The same JSON with whole numbers too long for 64 bits as reals, which simdjson takes. Python
/// writes such a number for "no limit": "model_max_length": 1000000000000000019884624838656.
inline std::string with_long_numbers_as_reals(std::string_view json) {
  constexpr std::size_t kDigitsMax = 18;
  const auto digit = [&](std::size_t i) {
    return i < json.size() && json[i] >= '0' && json[i] <= '9';
  };
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    std::size_t end = i;
    while (!quoted && digit(end)) {
      ++end;
    }
    if (end > i) {
      const bool whole =
          end == json.size() || std::string_view(".eE").find(json[end]) == std::string_view::npos;
      const bool after_point =
          i > 0 && std::string_view(".eE+").find(json[i - 1]) != std::string_view::npos;
      out += json.substr(i, end - i);
      out += whole && !after_point && end - i > kDigitsMax ? "e0" : "";
      i = end - 1;
      continue;
    }
    out += json[i];
    if (quoted && json[i] == '\\' && i + 1 < json.size()) {
      out += json[++i];
    } else if (json[i] == '"') {
      quoted = !quoted;
    }
  }
  return out;
}

}  // namespace cognate::text
