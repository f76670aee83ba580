#pragma once
// The comparisons and junctions of filters by their names in each form. Constant tables.

#include <algorithm>
#include <array>
#include <string_view>

#include "cognate/payload.h"

namespace cognate::store {

enum class Operand { scalar, list, flag };

struct Comparison {
  Filter::Op op;
  std::string_view json;
  std::string_view text;
  Operand operand;
};

inline constexpr std::array kComparisons = {
    Comparison{Filter::Op::eq, "$eq", "=", Operand::scalar},
    Comparison{Filter::Op::ne, "$ne", "!=", Operand::scalar},
    Comparison{Filter::Op::gt, "$gt", ">", Operand::scalar},
    Comparison{Filter::Op::gte, "$gte", ">=", Operand::scalar},
    Comparison{Filter::Op::lt, "$lt", "<", Operand::scalar},
    Comparison{Filter::Op::lte, "$lte", "<=", Operand::scalar},
    Comparison{Filter::Op::in, "$in", "in", Operand::list},
    Comparison{Filter::Op::nin, "$nin", "not in", Operand::list},
    Comparison{Filter::Op::contains, "$contains", "contains", Operand::scalar},
    Comparison{Filter::Op::exists, "$exists", "exists", Operand::flag},
};

struct Junction {
  Filter::Op op;
  std::string_view json;
  std::string_view call;   ///< all(a, b): any number of children
  std::string_view infix;  ///< a and b: two or more; empty: none
};

inline constexpr std::array kJunctions = {
    Junction{Filter::Op::all_of, "$and", "all", " and "},
    Junction{Filter::Op::any_of, "$or", "any", " or "},
    Junction{Filter::Op::none_of, "$nor", "none", ""},
};

/// The row for which `is_it` holds; null where there is none.
template <class Table, class Predicate>
constexpr const typename Table::value_type* find_row(const Table& table, Predicate is_it) {
  const auto found = std::find_if(table.begin(), table.end(), is_it);
  return found == table.end() ? nullptr : &*found;
}

constexpr const Comparison* comparison_of(Filter::Op op) {
  return find_row(kComparisons, [&](const Comparison& row) { return row.op == op; });
}
constexpr const Junction* junction_of(Filter::Op op) {
  return find_row(kJunctions, [&](const Junction& row) { return row.op == op; });
}

/// Words of the compact form that stand for no field unless they are quoted.
inline constexpr std::array<std::string_view, 11> kReservedWords = {
    "and", "or", "not", "in", "contains", "exists", "all", "any", "none", "true", "false"};

}  // namespace cognate::store
