// parse_filter_json (include/cognate/payload.h).

#include <simdjson.h>

#include "base/limits.h"
#include "store/filter/operators.h"
#include "store/filter/path.h"

namespace cognate {
namespace store {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

std::string_view kind_of(element value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "a list";
    case element_type::OBJECT:
      return "an object";
    case element_type::NULL_VALUE:
      return "null";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "true or false";
    default:
      return "a number";
  }
}

/// All names that may stand in an object where `comparisons` are expected, or junctions.
std::string known_names(bool comparisons) {
  std::string names;
  if (comparisons) {
    for (const Comparison& row : kComparisons) {
      names += fmt::format("{} ", row.json);
    }
    return names + "$not_contains";
  }
  for (const Junction& row : kJunctions) {
    names += fmt::format("{} ", row.json);
  }
  return names + "$not";
}

class JsonReader {
 public:
  Result<Filter> read(element value, std::size_t depth) {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) {
      return path_.error("expected an object, as {{\"nulls\": {{\"$lt\": 0.1}}}}, not {}",
                         kind_of(value));
    }
    if (depth > limits::kFilterDepthMax) {
      return path_.error("deeper than {} levels", limits::kFilterDepthMax);
    }
    std::vector<Filter> parts;
    for (const auto member : object) {
      const FilterPath::Step step(path_, member.key);
      TRY_OK(read_member(member.key, member.value, depth, parts));
    }
    if (parts.size() == 1) {
      return std::move(parts.front());
    }
    return Filter{.children = std::move(parts)};
  }

 private:
  Status read_member(std::string_view key, element value, std::size_t depth,
                     std::vector<Filter>& parts) {
    if (key.starts_with('$')) {
      TRY(Filter junction, read_junction(key, value, depth));
      parts.push_back(std::move(junction));
      return ok();
    }
    simdjson::dom::object operators;
    if (value.get(operators) != simdjson::SUCCESS) {
      return add_comparison(key, *comparison_of(Filter::Op::eq), value, parts);
    }
    if (operators.size() == 0) {
      return path_.error("expected an operator, as {{\"$lt\": 0.1}}");
    }
    for (const auto member : operators) {
      TRY_OK(read_operator(key, member.key, member.value, parts));
    }
    return ok();
  }

  Result<Filter> read_junction(std::string_view key, element value, std::size_t depth) {
    if (key == "$not") {
      Filter filter = {.op = Filter::Op::none_of};
      TRY(Filter child, read(value, depth + 1));
      filter.children.push_back(std::move(child));
      return filter;
    }
    const auto* junction =
        find_row(kJunctions, [&](const Junction& row) { return row.json == key; });
    if (junction == nullptr) {
      return misplaced(key);
    }
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS) {
      return path_.error("expected a list of filters, not {}", kind_of(value));
    }
    Filter filter = {.op = junction->op};
    for (const element child : list) {
      const FilterPath::Step step(path_, filter.children.size());
      TRY(Filter read_child, read(child, depth + 1));
      filter.children.push_back(std::move(read_child));
    }
    return filter;
  }

  Error misplaced(std::string_view key) const {
    const bool operator_of_a_field =
        key == "$not_contains" ||
        find_row(kComparisons, [&](const Comparison& row) { return row.json == key; }) != nullptr;
    if (operator_of_a_field) {
      return path_.error("stands inside of a field, as in {{\"field\": {{\"{}\": ...}}}}", key);
    }
    return path_.error("no such operator; there are {}", known_names(false));
  }

  Status read_operator(std::string_view field, std::string_view name, element value,
                       std::vector<Filter>& parts) {
    if (name == "$not_contains") {
      std::vector<Filter> positive;
      TRY_OK(add_comparison(field, *comparison_of(Filter::Op::contains), value, positive));
      parts.push_back({.op = Filter::Op::none_of, .children = std::move(positive)});
      return ok();
    }
    const auto* comparison =
        find_row(kComparisons, [&](const Comparison& row) { return row.json == name; });
    if (comparison == nullptr) {
      return path_.error("{}: no such operator; there are {}", shown(name), known_names(true));
    }
    return add_comparison(field, *comparison, value, parts);
  }

  Status add_comparison(std::string_view field, const Comparison& comparison, element value,
                        std::vector<Filter>& parts) {
    Filter filter = {.op = comparison.op, .field = std::string(field)};
    if (comparison.operand == Operand::list) {
      TRY_OK(read_list(comparison, value, filter.values));
    } else {
      TRY(Scalar scalar, read_scalar(comparison, value));
      filter.values.push_back(std::move(scalar));
    }
    parts.push_back(std::move(filter));
    return ok();
  }

  Status read_list(const Comparison& comparison, element value, std::vector<Scalar>& values) {
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS) {
      return path_.error("{} wants a list, not {}", comparison.json, kind_of(value));
    }
    for (const element entry : list) {
      if (++values_ > limits::kFilterValuesMax) {
        return path_.error("more than {} values in the filter", limits::kFilterValuesMax);
      }
      const FilterPath::Step step(path_, values.size());
      TRY(Scalar scalar, read_scalar(comparison, entry));
      values.push_back(std::move(scalar));
    }
    return ok();
  }

  Result<Scalar> read_scalar(const Comparison& comparison, element value) const {
    switch (value.type()) {
      case element_type::BOOL:
        return Scalar(bool{value});
      case element_type::STRING:
        return Scalar(std::string(std::string_view{value}));
      case element_type::INT64:
        return Scalar(std::int64_t{value});
      case element_type::DOUBLE:
        return Scalar(double{value});
      case element_type::UINT64:
        return path_.error("{}: a whole number beyond 64 bits; written with a point it is a double",
                           comparison.json);
      case element_type::NULL_VALUE:
        return path_.error(
            "null compares with nothing; {{\"$exists\": false}} asks for what is "
            "missing");
      default:
        return path_.error("{} wants a number, a string or true or false, not {}{}",
                           comparison.json, kind_of(value),
                           comparison.op == Filter::Op::eq ? " ($in takes a list)" : "");
    }
  }

  FilterPath path_;
  std::size_t values_ = 0;
};

}  // namespace
}  // namespace store

Result<Filter> parse_filter_json(std::string_view json) {
  if (json.size() > limits::kFilterBytesMax) {
    return fail(Code::invalid_argument, "filter: {} bytes; at most {}", json.size(),
                limits::kFilterBytesMax);
  }
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root)) {
    return fail(Code::invalid_argument, "filter: not JSON: {}", simdjson::error_message(error));
  }
  TRY(Filter filter, store::JsonReader().read(root, 1));
  TRY_OK(check_filter(filter));
  return filter;
}

}  // namespace cognate
