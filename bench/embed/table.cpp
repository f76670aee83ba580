#include "embed/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cognate::bench {
namespace {

std::string cell(const nlohmann::ordered_json& row, const Column& column) {
  const auto found = row.find(column.key);
  if (found == row.end() || found->is_null()) {
    return "";
  }
  return column.kind == Column::Kind::text
             ? found->get<std::string>()
             : fmt::format("{:.{}f}", found->get<double>() * column.factor, column.decimals);
}

}  // namespace

void print_table(const nlohmann::ordered_json& rows, std::span<const Column> columns) {
  std::vector<std::string> lines(rows.size() + 1);
  for (const Column& column : columns) {
    std::vector<std::string> cells = {column.heading};
    std::ranges::transform(rows, std::back_inserter(cells),
                           [&](const auto& row) { return cell(row, column); });
    const std::size_t width = std::ranges::max(cells, {}, &std::string::size).size();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      lines[i] += column.kind == Column::Kind::text ? fmt::format("{:<{}}  ", cells[i], width)
                                                    : fmt::format("{:>{}}  ", cells[i], width);
    }
  }
  for (std::string& line : lines) {
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("  %s\n", line.c_str());
  }
}

}  // namespace cognate::bench
