#pragma once
// What SQL text declares: tables with their columns, keys, comments and allowed values, and where
// their rows stand. Plain values.
//
// Names are found whatever their case, by the whole name as it was declared (sales.orders) or by
// its last part where that says which.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/limits.h"
#include "cognate/table.h"

namespace cognate::io {

/// Lower case in ASCII.
std::string folded(std::string_view name);

/// A statement that holds rows of a table.
struct DataRange {
  enum class Form : std::uint8_t { insert, copy };
  Form form = Form::insert;
  std::size_t offset = 0;  ///< where the statement begins
  std::uint64_t line = 1;
};

/// Ranges in the order of the text: all, or when there are too many, evenly spread ones.
class DataRanges {
 public:
  void add(const DataRange& range) {
    if (seen_++ % stride_ != 0) {
      return;
    }
    kept_.push_back(range);
    if (kept_.size() < limits::kSqlDataRangesMax) {
      return;
    }
    stride_ *= 2;
    for (std::size_t i = 0; i < kept_.size() / 2; ++i) {
      kept_[i] = kept_[2 * i];
    }
    kept_.resize(kept_.size() / 2);
  }
  const std::vector<DataRange>& kept() const noexcept { return kept_; }
  bool all() const noexcept { return stride_ == 1; }

 private:
  std::vector<DataRange> kept_;
  std::size_t seen_ = 0;
  std::size_t stride_ = 1;
};

/// A column, and what its cells may hold where that is declared.
struct DdlColumn {
  Column column;
  std::string type_name;  ///< the last part of the type's name, folded: to find an enum by
  std::vector<std::string> allowed;
};

class DdlTable {
 public:
  std::string name;        ///< as declared, without quotes: "public.orders"
  std::string short_name;  ///< its last part
  std::string description;
  DataRanges data;

  const std::vector<DdlColumn>& columns() const noexcept { return columns_; }
  /// Of equal names the first is found later on.
  DdlColumn& add(DdlColumn column);
  DdlColumn* find(std::string_view column_name);
  /// The place of the column; columns().size() where there is none of that name.
  std::size_t place(std::string_view column_name) const;
  /// REQUIRES: there is a column.
  DdlColumn& last() { return columns_.back(); }
  std::vector<DdlColumn>& mutable_columns() { return columns_; }

 private:
  std::vector<DdlColumn> columns_;
  std::unordered_map<std::string, std::size_t> places_;  // by folded name
};

/// CREATE TYPE .. AS ENUM and CREATE DOMAIN.
struct DdlType {
  std::string base;  ///< of a domain
  std::vector<std::string> allowed;
  bool nullable = true;
};

class DdlSchema {
 public:
  std::vector<DdlTable>& tables() noexcept { return tables_; }
  const std::vector<DdlTable>& tables() const noexcept { return tables_; }
  /// False when there is one of this name already.
  bool add(DdlTable table);
  DdlTable* find(std::string_view name);
  void add_type(std::string_view name, DdlType type) {
    types_.insert_or_assign(folded(name), std::move(type));
  }
  /// Gives columns of declared types what the types allow, and foreign keys without a column the
  /// key of their table. Called once, behind the last statement.
  void resolve();

 private:
  std::vector<DdlTable> tables_;
  std::unordered_map<std::string, std::size_t> places_;  // by folded name, whole and short
  std::unordered_map<std::string, DdlType> types_;
};

}  // namespace cognate::io
