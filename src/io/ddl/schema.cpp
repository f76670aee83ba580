#include "io/ddl/schema.h"

#include <algorithm>
#include <utility>

namespace cognate::io {
namespace {

/// What follows the last dot.
std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

/// The column that is the whole primary key; empty where several are, or none.
std::string_view key_of(const DdlTable& table) {
  std::string_view key;
  for (const DdlColumn& each : table.columns()) {
    if (each.column.primary_key && !key.empty()) {
      return {};
    }
    key = each.column.primary_key ? std::string_view(each.column.name) : key;
  }
  return key;
}

}  // namespace

std::string folded(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return lower;
}

DdlColumn& DdlTable::add(DdlColumn column) {
  places_.try_emplace(folded(column.column.name), columns_.size());
  return columns_.emplace_back(std::move(column));
}

std::size_t DdlTable::place(std::string_view column_name) const {
  const auto found = places_.find(folded(column_name));
  return found == places_.end() ? columns_.size() : found->second;
}

DdlColumn* DdlTable::find(std::string_view column_name) {
  const std::size_t at = place(column_name);
  return at == columns_.size() ? nullptr : &columns_[at];
}

bool DdlSchema::add(DdlTable table) {
  const std::string whole = folded(table.name);
  const auto known = places_.find(whole);
  if (known != places_.end() && folded(tables_[known->second].name) == whole) {
    return false;
  }
  places_.insert_or_assign(whole, tables_.size());
  places_.try_emplace(folded(table.short_name), tables_.size());
  tables_.push_back(std::move(table));
  return true;
}

DdlTable* DdlSchema::find(std::string_view name) {
  auto found = places_.find(folded(name));
  if (found == places_.end()) {
    found = places_.find(folded(last_part(name)));
  }
  return found == places_.end() ? nullptr : &tables_[found->second];
}

void DdlSchema::resolve() {
  for (DdlTable& table : tables_) {
    for (DdlColumn& each : table.mutable_columns()) {
      Column& column = each.column;
      const auto type = types_.find(each.type_name);
      if (type != types_.end()) {
        const DdlType& declared = type->second;
        column.declared_type = declared.base.empty() ? column.declared_type : declared.base;
        column.nullable = column.nullable && declared.nullable;
        each.allowed = each.allowed.empty() ? declared.allowed : each.allowed;
      }
      if (const std::string& target = column.references; target.ends_with('.')) {
        const DdlTable* other = find(std::string_view(target).substr(0, target.size() - 1));
        const std::string_view key = other == nullptr ? std::string_view() : key_of(*other);
        column.references.resize(target.size() - (key.empty() ? 1 : 0));
        column.references += key;
      }
    }
  }
}

}  // namespace cognate::io
