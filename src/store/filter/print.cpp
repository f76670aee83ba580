// filter_json and filter_text (include/cognate/payload.h).

#include "store/filter/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "store/filter/lexer.h"
#include "store/filter/operators.h"
#include "store/json_text.h"

namespace cognate {
namespace store {
namespace {

void append_list(std::string& out, const std::vector<Scalar>& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    out += i > 0 ? ", " : "";
    append_scalar(out, values[i]);
  }
  out += ']';
}

void append_operand(std::string& out, const Filter& filter, const Comparison& comparison) {
  if (comparison.operand == Operand::list) {
    append_list(out, filter.values);
  } else {
    append_scalar(out, filter.values.empty() ? Scalar() : filter.values.front());
  }
}

void append_json(std::string& out, const Filter& filter);

void append_children(std::string& out, const std::vector<Filter>& children,
                     std::string_view between, void (*append)(std::string&, const Filter&)) {
  for (std::size_t i = 0; i < children.size(); ++i) {
    out += i > 0 ? between : "";
    append(out, children[i]);
  }
}

void append_junction_json(std::string& out, const Filter& filter, const Junction& junction) {
  if (filter.passes_all()) {
    out += "{}";
    return;
  }
  const bool is_not = filter.op == Filter::Op::none_of && filter.children.size() == 1;
  out += "{";
  out += quoted_json(is_not ? "$not" : junction.json);
  out += is_not ? ": " : ": [";
  append_children(out, filter.children, ", ", append_json);
  out += is_not ? "}" : "]}";
}

void append_json(std::string& out, const Filter& filter) {
  if (const Junction* junction = junction_of(filter.op)) {
    append_junction_json(out, filter, *junction);
    return;
  }
  const Comparison& comparison = *comparison_of(filter.op);
  out += '{';
  out += quoted_json(filter.field);
  out += ": ";
  if (filter.op == Filter::Op::eq) {
    append_operand(out, filter, comparison);
  } else {
    out += '{';
    out += quoted_json(comparison.json);
    out += ": ";
    append_operand(out, filter, comparison);
    out += '}';
  }
  out += '}';
}

void append_field(std::string& out, std::string_view name) {
  if (is_bare_name(name)) {
    out += name;
    return;
  }
  out += '`';
  for (const char c : name) {
    out.append(c == '`' ? 2 : 1, c);
  }
  out += '`';
}

void append_comparison(std::string& out, const Filter& filter, const Comparison& comparison) {
  append_field(out, filter.field);
  out += ' ';
  if (comparison.operand == Operand::flag) {
    const bool there = !filter.values.empty() && filter.values.front() == Scalar(true);
    out += there ? "exists" : "not exists";
    return;
  }
  out += comparison.text;
  out += ' ';
  append_operand(out, filter, comparison);
}

bool is_infix(const Filter& filter) {
  const Junction* junction = junction_of(filter.op);
  return junction != nullptr && !junction->infix.empty() && filter.children.size() > 1;
}

void append_text(std::string& out, const Filter& filter);

/// In parentheses where it would fall apart among its neighbours.
void append_part(std::string& out, const Filter& filter) {
  out += is_infix(filter) ? "(" : "";
  append_text(out, filter);
  out += is_infix(filter) ? ")" : "";
}

void append_text(std::string& out, const Filter& filter) {
  const Junction* junction = junction_of(filter.op);
  if (junction == nullptr) {
    append_comparison(out, filter, *comparison_of(filter.op));
  } else if (is_infix(filter)) {
    append_children(out, filter.children, junction->infix, append_part);
  } else if (filter.op == Filter::Op::none_of && filter.children.size() == 1) {
    out += "not ";
    append_part(out, filter.children.front());
  } else {
    out += junction->call;
    out += '(';
    append_children(out, filter.children, ", ", append_text);
    out += ')';
  }
}

}  // namespace

void append_scalar(std::string& out, const Scalar& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    out += quoted_json(*text);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    out += *flag ? "true" : "false";
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    fmt::format_to(std::back_inserter(out), "{}", *integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    const std::string digits = fmt::format("{}", *real);
    out += digits;
    out += digits.find_first_of(".en") == std::string::npos ? ".0" : "";
  } else {
    out += "null";
  }
}

}  // namespace store

std::string filter_json(const Filter& filter) {
  std::string out;
  store::append_json(out, filter);
  return out;
}

std::string filter_text(const Filter& filter) {
  std::string out;
  store::append_text(out, filter);
  return out;
}

}  // namespace cognate
