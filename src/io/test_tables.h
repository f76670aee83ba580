#pragma once
// What the tests of this room share.

#include <string>
#include <vector>

#include "base/faulty_file_system.h"
#include "cognate/table.h"
#include "io/open_source.h"

namespace cognate::io {

/// Reads `content` as the file t.csv.
inline Result<Table> read_csv(const std::string& content, const SampleOptions& options = {}) {
  FaultyFileSystem fs;
  fs.put("/t.csv", content);
  TRY(auto source, open_source(fs, "/t.csv"));
  return source->sample("t", options);
}

inline std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    names.push_back(column.name);
  }
  return names;
}

/// The cells of a column, a null as "<null>".
inline std::vector<std::string> cells_of(const Table& table, std::size_t column) {
  std::vector<std::string> texts;
  const Cells& cells = table.columns[column].cells;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    texts.emplace_back(cells.is_null(row) ? "<null>" : cells[row]);
  }
  return texts;
}

template <class T>
std::string message_of(const Result<T>& result) {
  return result ? "no error" : result.error().message;
}

}  // namespace cognate::io
