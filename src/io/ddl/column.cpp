#include "io/ddl/column.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/ddl/check_values.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

/// What a column may be followed by: up to three words, then what `parse` takes.
struct AttributeRow {
  std::array<std::string_view, 3> words;
  Status (*parse)(Cursor&, DdlColumn&);
};

Status nothing(Cursor&, DdlColumn&) { return ok(); }
Status one_item(Cursor& cursor, DdlColumn&) { return cursor.skip_item(); }

Status one_name(Cursor& cursor, DdlColumn&) {
  TRY_OK(cursor.qualified_name("a name"));
  return ok();
}

Status arguments(Cursor& cursor, DdlColumn&) {
  return cursor.is_symbol('(') ? cursor.skip_parentheses() : ok();
}

Status not_null(Cursor&, DdlColumn& column) {
  column.column.nullable = false;
  return ok();
}

Status unique(Cursor&, DdlColumn& column) {
  column.column.unique = true;
  return ok();
}

Status primary_key(Cursor&, DdlColumn& column) {
  column.column.primary_key = true;
  column.column.unique = true;
  column.column.nullable = false;
  return ok();
}

Status check(Cursor& cursor, DdlColumn& column) {
  TRY(auto lists, parse_check(cursor));
  for (AllowedValues& list : lists) {
    if (same_word(list.column, column.column.name) || same_word(list.column, "VALUE")) {
      column.allowed = std::move(list.values);
    }
  }
  return ok();
}

Status references(Cursor& cursor, DdlColumn& column) {
  TRY(const auto table, cursor.qualified_name("the table that is referred to"));
  column.column.references = table.whole + '.';
  if (cursor.is_symbol('(')) {
    TRY(const auto names, parse_name_list(cursor));
    column.column.references += names.empty() ? "" : names[0];
  }
  return ok();
}

Status comment(Cursor& cursor, DdlColumn& column) {
  cursor.take_symbol('=');
  TRY(const std::string text, cursor.string("the comment in quotes"));
  column.column.description = description_from(text);
  return ok();
}

/// GENERATED ALWAYS AS IDENTITY (..), GENERATED ALWAYS AS (..) STORED
Status generated(Cursor& cursor, DdlColumn& column) {
  cursor.take("ALWAYS");
  cursor.take({"BY", "DEFAULT"});
  cursor.take({"ON", "NULL"});
  if (!cursor.take("AS")) {
    return cursor.expected("AS");
  }
  column.column.generated = !cursor.take("IDENTITY");
  return arguments(cursor, column);
}

Status expression(Cursor& cursor, DdlColumn& column);

Status computed(Cursor& cursor, DdlColumn& column) {
  column.column.generated = true;
  return expression(cursor, column);
}

/// CASCADE, SET NULL, NO ACTION, CURRENT_TIMESTAMP(6)
Status action(Cursor& cursor, DdlColumn& column) {
  if (!cursor.take({"NO", "ACTION"}) && !cursor.take({"SET", "NULL"}) &&
      !cursor.take({"SET", "DEFAULT"})) {
    TRY_OK(cursor.skip_item());
  }
  return arguments(cursor, column);
}

constexpr AttributeRow kAttributes[] = {
    {{"CONSTRAINT"}, one_name},
    {{"NOT", "NULL"}, not_null},
    {{"NOT", "DEFERRABLE"}, nothing},
    {{"NOT", "ENFORCED"}, nothing},
    {{"NOT", "FOR", "REPLICATION"}, nothing},
    {{"NULL"}, nothing},
    {{"PRIMARY", "KEY"}, primary_key},
    {{"UNIQUE", "KEY"}, unique},
    {{"UNIQUE"}, unique},
    {{"DEFAULT"}, expression},
    {{"CHECK"}, check},
    {{"REFERENCES"}, references},
    {{"FOREIGN", "KEY"}, nothing},
    {{"GENERATED"}, generated},
    {{"AS"}, computed},
    {{"COLLATE"}, one_name},
    {{"COMMENT"}, comment},
    {{"IDENTITY"}, arguments},
    {{"AUTO_INCREMENT"}, nothing},
    {{"AUTOINCREMENT"}, arguments},
    {{"CHARACTER", "SET"}, one_name},
    {{"CHARSET"}, one_name},
    {{"MATCH"}, one_item},
    {{"ON", "CONFLICT"}, one_item},
    {{"ON", "UPDATE"}, action},
    {{"ON", "DELETE"}, action},
    {{"ON"}, one_name},
    {{"INITIALLY"}, one_item},
    {{"DEFERRABLE"}, nothing},
    {{"STORED"}, nothing},
    {{"VIRTUAL"}, nothing},
    {{"PERSISTED"}, nothing},
    {{"CLUSTERED"}, nothing},
    {{"NONCLUSTERED"}, nothing},
    {{"ASC"}, nothing},
    {{"DESC"}, nothing},
    {{"VISIBLE"}, nothing},
    {{"INVISIBLE"}, nothing},
    {{"HIDDEN"}, nothing},
    {{"SPARSE"}, nothing},
    {{"ROWGUIDCOL"}, nothing},
    {{"FILESTREAM"}, nothing},
    {{"ENFORCED"}, nothing},
    {{"ENABLE"}, nothing},
    {{"DISABLE"}, nothing},
    {{"KEY"}, nothing},
    {{"DISTKEY"}, nothing},
    {{"SORTKEY"}, nothing},
    {{"ENCODE"}, one_item},
    {{"STORAGE"}, one_item},
    {{"COMPRESSION"}, one_item},
    {{"COLUMN_FORMAT"}, one_item},
    {{"SRID"}, one_item},
    {{"MASKED", "WITH"}, one_item},
    {{"ENCRYPTED", "WITH"}, one_item},
    {{"WITH", "TIME", "ZONE"}, nothing},
    {{"WITH"}, one_item},
    {{"OPTIONS"}, arguments},
    {{"USING", "INDEX"}, nothing},
    {{"TABLESPACE"}, one_name},
};

const AttributeRow* attribute_at(Cursor& cursor) {
  const auto here = [&](const AttributeRow& row) {
    for (std::size_t n = 0; n < row.words.size() && !row.words[n].empty(); ++n) {
      if (!cursor.is(row.words[n], n)) {
        return false;
      }
    }
    return true;
  };
  const auto* found = std::find_if(std::begin(kAttributes), std::end(kAttributes), here);
  return found == std::end(kAttributes) ? nullptr : found;
}

bool at_item_end(Cursor& cursor) {
  return cursor.is_symbol(',') || cursor.is_symbol(')') || cursor.at_end();
}

/// At least one item, up to what can only be the next attribute.
Status expression(Cursor& cursor, DdlColumn&) {
  do {
    TRY_OK(cursor.skip_item());
  } while (!at_item_end(cursor) && attribute_at(cursor) == nullptr);
  return ok();
}

/// MySQL's index in a table, and not a column called "key" or "index".
bool at_index(Cursor& cursor) {
  if (cursor.is_any({"FULLTEXT", "SPATIAL"}) && cursor.is_any({"KEY", "INDEX"}, 1)) {
    return true;
  }
  if (!cursor.is_any({"KEY", "INDEX"})) {
    return false;
  }
  if (cursor.is_symbol('(', 1) || cursor.is("USING", 2)) {
    return true;
  }
  // KEY name (column) against a column "key varchar(10)".
  return cursor.is_name(1) && cursor.is_symbol('(', 2) && cursor.is_name(3) && !cursor.is("MAX", 3);
}

Status parse_key_list(Cursor& cursor, std::vector<std::string>& names) {
  while (!cursor.is_symbol('(')) {  // CLUSTERED, the name of the index, USING BTREE
    if (at_item_end(cursor)) {
      return cursor.expected("\"(\" and the columns of the key");
    }
    cursor.advance();
  }
  TRY(names, parse_name_list(cursor));
  return ok();
}

Status table_primary_key(Cursor& cursor, DdlTable& table) {
  std::vector<std::string> names;
  TRY_OK(parse_key_list(cursor, names));
  for (const std::string& name : names) {
    if (DdlColumn* column = table.find(name)) {
      column->column.primary_key = true;
      column->column.nullable = false;
      column->column.unique = column->column.unique || names.size() == 1;
    }
  }
  return ok();
}

Status table_unique(Cursor& cursor, DdlTable& table) {
  std::vector<std::string> names;
  TRY_OK(parse_key_list(cursor, names));
  DdlColumn* const only = names.size() == 1 ? table.find(names[0]) : nullptr;
  if (only != nullptr) {
    only->column.unique = true;
  }
  return ok();
}

Status table_foreign_key(Cursor& cursor, DdlTable& table) {
  std::vector<std::string> names;
  TRY_OK(parse_key_list(cursor, names));
  if (!cursor.take("REFERENCES")) {
    return cursor.expected("REFERENCES");
  }
  TRY(const auto target, cursor.qualified_name("the table that is referred to"));
  std::vector<std::string> target_names(names.size());
  if (cursor.is_symbol('(')) {
    TRY(target_names, parse_name_list(cursor));
  }
  for (std::size_t i = 0; i < std::min(names.size(), target_names.size()); ++i) {
    if (DdlColumn* column = table.find(names[i])) {
      column->column.references = target.whole + '.' + target_names[i];
    }
  }
  return ok();
}

Status table_check(Cursor& cursor, DdlTable& table) {
  TRY(auto lists, parse_check(cursor));
  for (AllowedValues& list : lists) {
    if (DdlColumn* column = table.find(list.column)) {
      column->allowed = std::move(list.values);
    }
  }
  return ok();
}

Status passed_over(Cursor&, DdlTable&) { return ok(); }

struct ConstraintRow {
  std::array<std::string_view, 2> words;
  Status (*parse)(Cursor&, DdlTable&);
};
constexpr ConstraintRow kConstraints[] = {
    {{"PRIMARY", "KEY"}, table_primary_key},
    {{"FOREIGN", "KEY"}, table_foreign_key},
    {{"UNIQUE"}, table_unique},
    {{"CHECK"}, table_check},
    {{"EXCLUDE"}, passed_over},
    {{"LIKE"}, passed_over},
    {{"PERIOD", "FOR"}, passed_over},
};

const ConstraintRow* constraint_at(Cursor& cursor) {
  const auto here = [&](const ConstraintRow& row) {
    return cursor.is(row.words[0]) && (row.words[1].empty() || cursor.is(row.words[1], 1));
  };
  const auto* found = std::find_if(std::begin(kConstraints), std::end(kConstraints), here);
  return found == std::end(kConstraints) ? nullptr : found;
}

}  // namespace

std::string description_from(std::string_view comment) {
  constexpr std::string_view kBlank = " \t\r\n*";
  const std::size_t begin = std::min(comment.find_first_not_of(kBlank), comment.size());
  const std::size_t end = comment.find_last_not_of(kBlank);
  std::string text;
  if (begin < comment.size()) {
    append_repaired_utf8(
        utf8_prefix(comment.substr(begin, end + 1 - begin), limits::kDescriptionBytesMax), text);
    std::erase(text, '\0');
  }
  return text;
}

Result<std::vector<std::string>> parse_name_list(Cursor& cursor) {
  std::vector<std::string> names;
  TRY_OK(cursor.expect('(', "\"(\""));
  do {
    const bool named = cursor.is_name() && !cursor.is_symbol('(', 1);
    const bool prefix_of_name = cursor.is_name() && cursor.peek(2).kind == TokenKind::number;
    names.push_back(named || prefix_of_name ? cursor.value(cursor.now()) : std::string());
    TRY_OK(cursor.skip_to_item_end());
  } while (cursor.take_symbol(','));
  TRY_OK(cursor.expect(')', "\",\" or \")\""));
  return names;
}

Status parse_attributes(Cursor& cursor, DdlColumn& column) {
  while (!at_item_end(cursor)) {
    const AttributeRow* const row = attribute_at(cursor);
    if (row == nullptr) {
      return cursor.expected(
          fmt::format("\",\", \")\" or a constraint of the column \"{}\"", column.column.name));
    }
    for (const std::string_view word : row->words) {
      if (!word.empty()) {
        cursor.advance();
      }
    }
    TRY_OK(row->parse(cursor, column));
  }
  return ok();
}

Result<DdlColumn> parse_column(Cursor& cursor) {
  DdlColumn column;
  TRY(column.column.name, cursor.name("the name of a column"));
  if (!at_item_end(cursor) && attribute_at(cursor) == nullptr) {
    TRY(DdlTypeText type, parse_type(cursor));
    column.column.declared_type = std::move(type.text);
    column.type_name = std::move(type.name);
    column.allowed = std::move(type.allowed);
  }
  TRY_OK(parse_attributes(cursor, column));
  return column;
}

bool at_table_constraint(Cursor& cursor) {
  return cursor.is("CONSTRAINT") || constraint_at(cursor) != nullptr || at_index(cursor);
}

Status parse_table_constraint(Cursor& cursor, DdlTable& table) {
  if (cursor.take("CONSTRAINT") && constraint_at(cursor) == nullptr) {
    TRY_OK(cursor.qualified_name("the name of the constraint"));
  }
  if (const ConstraintRow* row = constraint_at(cursor)) {
    for (const std::string_view word : row->words) {
      if (!word.empty()) {
        cursor.advance();
      }
    }
    TRY_OK(row->parse(cursor, table));
  }
  return cursor.skip_to_item_end();
}

}  // namespace cognate::io
