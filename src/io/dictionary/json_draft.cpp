// Dictionaries as JSON.

#include <simdjson.h>

#include <algorithm>

#include "base/limits.h"
#include "io/dictionary/read_draft.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kDepthMax = 6;  // of objects with tables in them

/// A number, a flag or a text, as text.
std::string text_of(element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    return std::string(text);
  }
  return value.is_null() ? std::string() : std::string(simdjson::minify(value));
}

std::string member(object from, std::string_view name) {
  element value;
  return from.at_key(name).get(value) == simdjson::SUCCESS ? text_of(value) : std::string();
}

void add_value(const std::string& value, std::vector<std::string>& values) {
  if (!value.empty() && values.size() < limits::kAllowedValuesMax) {
    values.push_back(value);
  }
}

/// ["a", "b"], [{"value": "a"}], {"a": "what a means"}, "a|b"
std::vector<std::string> values_in(element from) {
  std::vector<std::string> values;
  array list;
  object map;
  if (from.get(list) == simdjson::SUCCESS) {
    for (const element each : list) {
      object item;
      if (each.get(item) != simdjson::SUCCESS) {
        add_value(text_of(each), values);
        continue;
      }
      for (const std::string_view key : {"value", "const", "code", "name", "label", "title"}) {
        add_value(member(item, key), values);
      }
    }
  } else if (from.get(map) == simdjson::SUCCESS) {
    for (const auto& [key, value] : map) {
      add_value(std::string(key), values);
    }
  } else {
    values = listed_values(text_of(from));
  }
  return values;
}

class Reader {
 public:
  explicit Reader(element root) : root_(root) {}

  /// Adds what is described in `from`, as columns of `table`; false when nothing is.
  bool read(element from, const std::string& table, std::size_t depth) {
    array list;
    object map;
    if (depth > kDepthMax) {
      return false;
    }
    if (from.get(list) == simdjson::SUCCESS) {
      return read_list(list, table, depth);
    }
    return from.get(map) == simdjson::SUCCESS && read_object(map, table, depth);
  }

  DictionaryDraft& draft() { return draft_; }

 private:
  bool read_object(object map, std::string table, std::size_t depth) {
    for (const std::string_view key : {"title", "name", "table", "id"}) {
      if (table.empty()) {
        table = member(map, key);
      }
    }
    bool any = read_schema(map, table);
    for (const std::string_view key :
         {"fields", "columns", "variables", "attributes", "elements"}) {
      element inner;
      any = any || (map.at_key(key).get(inner) == simdjson::SUCCESS && inner.is_array() &&
                    read(inner, table, depth + 1));
    }
    element schema;
    if (!any && map.at_key("schema").get(schema) == simdjson::SUCCESS) {
      any = read(schema, table, depth + 1);
    }
    for (const std::string_view key : {"resources", "tables", "entities", "models"}) {
      array inner;
      if (map.at_key(key).get(inner) == simdjson::SUCCESS) {
        for (const element each : inner) {
          any = read(each, "", depth + 1) || any;
        }
      }
    }
    for (const std::string_view pointer : {"/$defs", "/definitions", "/components/schemas"}) {
      object inner;
      if (map.at_pointer(pointer).get(inner) == simdjson::SUCCESS) {
        for (const auto& [key, value] : inner) {
          any = read(value, std::string(key), depth + 1) || any;
        }
      }
    }
    return any || read_map(map, table);
  }

  /// JSON Schema: {"properties": {"a": {"type": .., "description": .., "enum": [..]}}}
  bool read_schema(object map, const std::string& table) {
    object properties;
    if (map.at_key("properties").get(properties) != simdjson::SUCCESS) {
      return false;
    }
    const std::size_t first = draft_.rows.size();
    std::size_t alike = 0;
    for (const auto& [key, value] : properties) {
      object inner;
      if (value.get(inner) == simdjson::SUCCESS && draft_.rows.size() < limits::kColumnsMax) {
        DictionaryRow& row = draft_.rows.emplace_back();
        row.table = table;
        row.name = key;
        alike += is_schema(inner) ? 1 : 0;
        describe(inner, row, 0);
      }
    }
    if (alike == 0 || alike * 2 < properties.size()) {
      draft_.rows.resize(first);  // data that has properties, as GeoJSON has
      return false;
    }
    array required;
    if (map.at_key("required").get(required) == simdjson::SUCCESS) {
      require(required, first);
    }
    draft_.certain = true;
    return true;
  }

  static bool is_schema(object property) {
    constexpr std::string_view kKeys[] = {"type",  "description", "enum", "$ref",
                                          "oneOf", "anyOf",       "allOf"};
    return std::any_of(std::begin(kKeys), std::end(kKeys), [&](std::string_view key) {
      element value;
      return property.at_key(key).get(value) == simdjson::SUCCESS;
    });
  }

  /// Of the rows from the one at `first` on.
  void require(array names, std::size_t first) {
    std::vector<std::string> wanted;
    for (const element each : names) {
      wanted.push_back(text_of(each));
    }
    std::sort(wanted.begin(), wanted.end());
    for (std::size_t i = first; i < draft_.rows.size(); ++i) {
      if (std::binary_search(wanted.begin(), wanted.end(), draft_.rows[i].name)) {
        draft_.rows[i].nullable = false;
      }
    }
  }

  void describe(object property, DictionaryRow& row, std::size_t hops) {
    constexpr std::size_t kHopsMax = 8;
    if (budget_ == 0) {
      return;
    }
    --budget_;
    std::string_view reference;
    object target;
    if (hops < kHopsMax && property.at_key("$ref").get(reference) == simdjson::SUCCESS &&
        reference.starts_with("#/") &&
        root_.at_pointer(reference.substr(1)).get(target) == simdjson::SUCCESS) {
      describe(target, row, hops + 1);
    }
    set_role(row, DictionaryRole::description, member(property, "description"));
    set_role(row, DictionaryRole::description, member(property, "title"));
    describe_type(property, row);
    for (const std::string_view key : {"enum", "const"}) {
      element values;
      if (property.at_key(key).get(values) == simdjson::SUCCESS) {
        row.values = values.is_array() ? values_in(values) : std::vector{text_of(values)};
      }
    }
    for (const std::string_view key : {"oneOf", "anyOf", "allOf"}) {
      array parts;
      if (hops < kHopsMax && property.at_key(key).get(parts) == simdjson::SUCCESS) {
        describe_parts(parts, row, hops);
      }
    }
    element items;
    object inner;
    if (hops < kHopsMax && property.at_key("items").get(items) == simdjson::SUCCESS &&
        items.get(inner) == simdjson::SUCCESS && row.values.empty()) {
      DictionaryRow of_items;
      describe(inner, of_items, hops + 1);
      row.values = std::move(of_items.values);
    }
  }

  /// Values of all parts together; of the rest what the property itself lacks.
  void describe_parts(array parts, DictionaryRow& row, std::size_t hops) {
    for (const element each : parts) {
      object part;
      DictionaryRow of_part;
      if (each.get(part) != simdjson::SUCCESS) {
        continue;
      }
      describe(part, of_part, hops + kPartHops);
      row.values.insert(row.values.end(), of_part.values.begin(), of_part.values.end());
      row.type = row.type.empty() || row.type == "null" ? of_part.type : row.type;
      set_role(row, DictionaryRole::description, of_part.description);
    }
  }

  static void describe_type(object property, DictionaryRow& row) {
    element type;
    array types;
    if (property.at_key("type").get(type) != simdjson::SUCCESS) {
      return;
    }
    row.type = text_of(type);
    if (type.get(types) == simdjson::SUCCESS) {
      row.type.clear();
      for (const element each : types) {
        const std::string one = text_of(each);
        row.type = row.type.empty() && one != "null" ? one : row.type;
      }
    }
    const std::string format = member(property, "format");
    row.type = row.type == "string" && !format.empty() ? format : row.type;
  }

  /// [{"name": "a", "description": ..}, ..]: by the keys of the first what all are is told.
  bool read_list(array list, const std::string& table, std::size_t depth) {
    object first;
    if (list.size() == 0 || list.at(0).get(first) != simdjson::SUCCESS) {
      return false;
    }
    if (!tells_of_columns(first)) {
      bool any = false;
      for (const element each : list) {
        object one;
        any = (each.get(one) == simdjson::SUCCESS && holds_columns(one) &&
               read(each, "", depth + 1)) ||
              any;
      }
      return any;
    }
    for (const element each : list) {
      object one;
      if (each.get(one) == simdjson::SUCCESS && draft_.rows.size() < limits::kColumnsMax) {
        draft_.rows.push_back(row_of(one));
        std::string& own = draft_.rows.back().table;
        own = own.empty() ? table : own;
      }
    }
    return true;
  }

  /// Whether a list's object is a table with columns in it.
  static bool holds_columns(object one) {
    element inner;
    return one.at_key("fields").get(inner) == simdjson::SUCCESS ||
           one.at_key("columns").get(inner) == simdjson::SUCCESS ||
           one.at_key("properties").get(inner) == simdjson::SUCCESS;
  }

  /// Notes what the fields of `one` are; true when they can be a dictionary's. In a map the name is
  /// the key.
  bool tells_of_columns(object one, bool named = false) {
    bool told = false;
    DictionaryDraft facts;
    for (const auto& [key, value] : one) {
      const RoleOfHeader found = role_of_header(key);
      const bool name = found.role == DictionaryRole::name;
      ++facts.fields;
      facts.recognised += found.role != DictionaryRole::none || key == "constraints";
      named = named || name;
      told = told || found.role == DictionaryRole::description ||
             found.role == DictionaryRole::type || found.role == DictionaryRole::values;
      facts.certain_name = facts.certain_name || (name && found.certain);
    }
    if (named && told) {
      draft_.fields = std::max(draft_.fields, facts.fields);
      draft_.recognised = std::max(draft_.recognised, facts.recognised);
      draft_.certain_name = draft_.certain_name || facts.certain_name;
    }
    return named && told;
  }

  static DictionaryRow row_of(object one) {
    DictionaryRow row;
    for (const auto& [key, value] : one) {
      const DictionaryRole role = role_of_header(key).role;
      object inner;
      if (role == DictionaryRole::values) {
        row.values = values_in(value);
      } else if (role != DictionaryRole::none && !value.is_null()) {
        set_role(row, role, text_of(value));
      } else if (key == "constraints" && value.get(inner) == simdjson::SUCCESS) {
        const DictionaryRow constraints = row_of(inner);
        row.values = constraints.values;
        row.nullable = constraints.nullable;
        row.unique = constraints.unique;
      }
    }
    return row;
  }

  /// {"a": {"description": .., "values": ..}, "b": ..}
  bool read_map(object map, const std::string& table) {
    std::vector<DictionaryRow> rows;
    for (const auto& [key, value] : map) {
      object one;
      if (value.get(one) != simdjson::SUCCESS || rows.size() >= limits::kColumnsMax ||
          !tells_of_columns(one, true)) {
        return false;
      }
      DictionaryRow row = row_of(one);
      row.name = row.name.empty() ? std::string(key) : row.name;
      row.table = table;
      rows.push_back(std::move(row));
    }
    draft_.rows.insert(draft_.rows.end(), rows.begin(), rows.end());
    return !rows.empty();
  }

  static constexpr std::size_t kPartHops = 3;  // nested parts multiply: they may be few

  element root_;
  DictionaryDraft draft_;
  std::size_t budget_ = 10 * limits::kColumnsMax;  // of descriptions: references may go round
};

/// JSON lines as one list.
std::string as_list(std::string_view text) {
  std::string list = "[";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      list += list.size() > 1 ? "," : "";
      list += line;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list + "]";
}

void repair_all(DictionaryDraft& draft) {
  const auto repair = [](std::string& text) {
    std::string good;
    append_repaired_utf8(text, good);
    std::erase(good, '\0');
    text = std::move(good);
  };
  for (DictionaryRow& row : draft.rows) {
    repair(row.table);
    repair(row.name);
    repair(row.description);
    repair(row.type);
    std::for_each(row.values.begin(), row.values.end(), repair);
  }
}

}  // namespace

std::optional<DictionaryDraft> read_json_draft(std::string_view text) {
  simdjson::dom::parser parser;
  element root;
  simdjson::error_code failure = parser.parse(simdjson::padded_string(text)).get(root);
  if (failure != simdjson::SUCCESS) {
    failure = parser.parse(simdjson::padded_string(as_list(text))).get(root);
  }
  if (failure != simdjson::SUCCESS) {
    return std::nullopt;
  }
  Reader reader(root);
  if (!reader.read(root, "", 0)) {
    return std::nullopt;
  }
  repair_all(reader.draft());
  return std::move(reader.draft());
}

}  // namespace cognate::io
