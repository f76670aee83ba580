#include "cli/read_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/error.h"
#include "base/file_system.h"
#include "io/address.h"

namespace cognate::cli {
namespace {

/// A file whose first row holds values gets names from its reader: column_1 and so on.
bool has_made_up_names(const Table& table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name != fmt::format("column_{}", i + 1)) {
      return false;
    }
  }
  return !table.columns.empty();
}

/// Says what was wrong in the file but did not stop the reading.
void note_problems(const std::string& path, const Table& table, Console& console) {
  if (!table.note.empty()) {
    console.note(fmt::format("{}: {}", path, table.note));
  }
  for (const Problem& problem : table.problems) {
    console.note(problem.line == 0 ? fmt::format("{}: {}", path, problem.message)
                                   : fmt::format("{}:{}: {}", path, problem.line, problem.message));
  }
  if (table.problem_count > table.problems.size()) {
    console.note(
        fmt::format("{}: {} more wrong rows", path, table.problem_count - table.problems.size()));
  }
  if (has_made_up_names(table)) {
    console.note(
        fmt::format("{}: the first row holds values, not names, so the columns are called "
                    "column_1 to column_{}",
                    path, table.columns.size()));
  }
  const bool only_names = std::ranges::all_of(table.columns, [](const Column& column) {
    return column.cells.size() == 0 && column.description.empty();
  });
  if (only_names) {
    console.note(fmt::format("{}: has no rows, so only the names of its columns tell", path));
  }
}

/// The table, after its notes.
Result<Table> noted(Result<Table> table, const std::string& path, Session& session) {
  if (table) {
    const io::Address address = io::parse_address(real_file_system(), path);
    note_problems(io::shown_address(address.place), *table, session.console);
  }
  return table;
}

}  // namespace

Result<Table> read_table(Engine& engine, const std::string& path, Session& session) {
  return noted(engine.read(path, session.stop), path, session);
}

Result<std::pair<Table, Table>> read_tables(Engine& engine, const std::string& first,
                                            const std::string& second, Session& session) {
  Result<Table> other = Table();
  std::jthread reader([&] { other = engine.read(second, session.stop); });
  TRY(Table one, read_table(engine, first, session));
  reader.join();
  TRY(Table two, noted(std::move(other), second, session));
  return std::pair(std::move(one), std::move(two));
}

}  // namespace cognate::cli
