#pragma once
// For this room's tests: tables in one line, and an embedder that needs no model.

#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "cognate/embedder.h"
#include "cognate/table.h"
#include "schema/corpus.h"

namespace cognate::schema::testing {

/// Texts with common letter trigrams are near each other; nothing else is known of them.
class GramEmbedder : public Embedder {
 public:
  const EmbedderInfo& info() const noexcept override { return info_; }

  Result<Matrix> embed(std::span<const std::string_view> texts,
                       const EmbedOptions& options) override {
    ++calls;
    if (options.stop.stop_requested()) {
      return Error{Code::deadline, "stopped"};
    }
    Matrix out(texts.size(), info_.dimension);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      seen.emplace_back(texts[i]);
      fill(texts[i], out.row(i));
    }
    return out;
  }

  int calls = 0;
  std::vector<std::string> seen;

 private:
  static void fill(std::string_view text, std::span<float> row) {
    double square = 0;
    for (std::size_t i = 0; i + 3 <= text.size(); ++i) {
      row[hash64(text.substr(i, 3)) % row.size()] += 1;
    }
    for (const float x : row) {
      square += static_cast<double>(x) * static_cast<double>(x);
    }
    for (float& x : row) {
      x = square > 0 ? static_cast<float>(static_cast<double>(x) / std::sqrt(square)) : 0;
    }
  }

  EmbedderInfo info_{"grams", "1", "f32", 64, 256, true};
};

/// A column; an empty cell is a null.
inline Column column(std::string name, std::initializer_list<std::string_view> cells) {
  Column out;
  out.name = std::move(name);
  for (const std::string_view cell : cells) {
    if (cell.empty()) {
      out.cells.push_null();
    } else {
      out.cells.push(cell);
    }
  }
  return out;
}

/// Two tables of some columns, prepared, and their columns side by side.
struct TwoTables {
  TwoTables(std::initializer_list<Column> source_columns,
            std::initializer_list<Column> target_columns) {
    GramEmbedder embedder;
    Table table;
    table.columns = source_columns;
    source = *prepare(table, embedder);
    table.columns = target_columns;
    target = *prepare(table, embedder);
  }
  TwoTables(const TwoTables&) = delete;

  PreparedTable source;
  PreparedTable target;
  Corpus corpus() const { return *Corpus::of(source, target); }
};

}  // namespace cognate::schema::testing
