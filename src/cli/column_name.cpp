#include "cli/column_name.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/nearest.h"

namespace cognate::cli {
namespace {

bool has_column(const Table& table, std::string_view name) {
  return std::ranges::find(table.columns, name, &Column::name) != table.columns.end();
}

/// The few names that differ least, nearest first.
std::string near_names(const Table& table, std::string_view name) {
  constexpr std::size_t kNamesMax = 3;
  std::vector<std::pair<std::size_t, std::string_view>> names;
  for (const Column& column : table.columns) {
    names.emplace_back(edit_distance(name, column.name), column.name);
  }
  std::ranges::stable_sort(names, {}, &std::pair<std::size_t, std::string_view>::first);
  std::string list;
  for (std::size_t i = 0; i < std::min(kNamesMax, names.size()); ++i) {
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", names[i].second);
  }
  return list;
}

}  // namespace

Result<ColumnOfTable> parse_column_of_table(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) {
    return fail(Code::invalid_argument, "\"{}\": a table and its column are wanted, TABLE:COLUMN",
                text);
  }
  return ColumnOfTable{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

Result<std::size_t> find_column(const Table& table, std::string_view name, std::string_view shown) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  if (found != table.columns.end()) {
    return static_cast<std::size_t>(found - table.columns.begin());
  }
  const std::string near = near_names(table, name);
  return fail(Code::not_found, "{}: no column \"{}\"{}{}", shown, name,
              near.empty() ? "" : "; nearest: ", near);
}

Result<NamedPair> parse_pair(std::string_view text, const Table& source, const Table& target) {
  const std::size_t first = text.find('=');
  if (first == std::string_view::npos) {
    return fail(Code::invalid_argument, "\"{}\": a pair of columns is wanted, SOURCE=TARGET", text);
  }
  for (std::size_t at = first; at != std::string_view::npos; at = text.find('=', at + 1)) {
    if (has_column(source, text.substr(0, at)) && has_column(target, text.substr(at + 1))) {
      return NamedPair{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
    }
  }
  TRY_OK(find_column(source, text.substr(0, first), "source"));
  TRY_OK(find_column(target, text.substr(first + 1), "target"));
  return fail(Code::not_found, "\"{}\": no such pair of columns", text);
}

}  // namespace cognate::cli
