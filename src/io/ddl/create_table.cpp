#include "io/ddl/create_table.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/ddl/column.h"
#include "io/ddl/statements.h"

namespace cognate::io {
namespace {

/// A remark on the line of a column's definition is its description, when it has no other.
void take_remark(Cursor& cursor, DdlColumn& column) {
  const Token& token = cursor.now();
  if (column.column.description.empty() && !token.remark.empty()) {
    column.column.description = description_from(token.remark);
  }
}

/// Copies of the columns of another table, for LIKE and INHERITS.
void add_columns_of(DdlSchema& schema, std::string_view other, DdlTable& table) {
  if (const DdlTable* from = schema.find(other)) {
    for (const DdlColumn& column : from->columns()) {
      table.add(column);
    }
  }
}

Status read_item(Cursor& cursor, DdlSchema& schema, DdlTable& table) {
  if (cursor.take("LIKE")) {
    TRY(const auto other, cursor.qualified_name("the table to be like"));
    add_columns_of(schema, other.whole, table);
    return cursor.skip_to_item_end();
  }
  if (at_table_constraint(cursor)) {
    return parse_table_constraint(cursor, table);
  }
  if (table.columns().size() >= limits::kColumnsMax) {
    return cursor.wrong(cursor.now(), fmt::format("more than {} columns", limits::kColumnsMax));
  }
  TRY(DdlColumn column, parse_column(cursor));
  take_remark(cursor, column);
  table.add(std::move(column));
  return ok();
}

/// "(a int, b text)"
Status read_items(Cursor& cursor, DdlSchema& schema, DdlTable& table) {
  TRY_OK(cursor.expect('(', "\"(\" and the columns of the table"));
  do {
    const std::size_t columns = table.columns().size();
    TRY_OK(read_item(cursor, schema, table));
    const std::uint64_t line = cursor.left_line();
    if (!cursor.is_symbol(',')) {
      break;
    }
    const bool same_line = cursor.now().line == line;
    cursor.advance();
    if (same_line && table.columns().size() == columns + 1) {
      take_remark(cursor, table.last());
    }
  } while (!cursor.is_symbol(')'));  // SQL Server allows a comma behind the last item
  return cursor.expect(')', "\",\" or \")\"");
}

/// What follows the columns: ENGINE=.., COMMENT='..', INHERITS (..), WITH (..), PARTITION BY ..
Status read_options(Cursor& cursor, DdlSchema& schema, DdlTable& table) {
  while (!cursor.at_end() && !starts_statement(cursor)) {
    if (cursor.is("COMMENT") && (cursor.is_symbol('=', 1) || cursor.is_string(1))) {
      cursor.advance();
      cursor.take_symbol('=');
      TRY(const std::string text, cursor.string("the comment in quotes"));
      table.description = description_from(text);
    } else if (cursor.take("INHERITS")) {
      TRY(const auto parents, parse_name_list(cursor));
      for (const std::string& parent : parents) {
        add_columns_of(schema, parent, table);
      }
    } else if (cursor.is_symbol('(')) {
      TRY_OK(cursor.skip_parentheses());
    } else if (cursor.now().kind == TokenKind::unclosed) {
      return cursor.expected("the end of the statement");
    } else {
      cursor.advance();
    }
  }
  return ok();
}

/// Behind CREATE .. TABLE.
Status read_create_table(Cursor& cursor, DdlSchema& schema) {
  cursor.take({"IF", "NOT", "EXISTS"});
  const Token at_name = cursor.now();
  DdlTable table;
  TRY(auto name, cursor.qualified_name("the name of the table"));
  table.name = std::move(name.whole);
  table.short_name = std::move(name.last);
  if (cursor.take({"PARTITION", "OF"})) {
    return skip_statement(cursor);  // its rows are those of the other table
  }
  if (cursor.is("AS") || cursor.is("SELECT") || cursor.is("OF") ||
      (cursor.is_symbol('(') && cursor.is("SELECT", 1))) {
    return cursor.wrong(at_name, fmt::format("the columns of the table \"{}\" come from a query or "
                                             "a type, which is not read",
                                             table.name));
  }
  if (cursor.is("LIKE")) {
    TRY_OK(read_item(cursor, schema, table));
  } else {
    TRY_OK(read_items(cursor, schema, table));
  }
  TRY_OK(read_options(cursor, schema, table));
  if (schema.tables().size() >= limits::kTablesMax) {
    return cursor.wrong(at_name, fmt::format("more than {} tables", limits::kTablesMax));
  }
  const std::string shown = table.name;
  if (!schema.add(std::move(table))) {
    return cursor.wrong(at_name,
                        fmt::format("the table \"{}\" is here for the second time; the first "
                                    "counts",
                                    shown));
  }
  return ok();
}

/// Behind CREATE TYPE.
Status read_create_type(Cursor& cursor, DdlSchema& schema) {
  TRY(const auto name, cursor.qualified_name("the name of the type"));
  if (!cursor.take({"AS", "ENUM"})) {
    return skip_statement(cursor);
  }
  DdlType type;
  TRY_OK(cursor.expect('(', "\"(\" and the values"));
  while (!cursor.is_symbol(')')) {
    TRY(std::string value, cursor.string("a value in quotes"));
    if (type.allowed.size() < limits::kAllowedValuesMax) {
      type.allowed.push_back(std::move(value));
    }
    if (!cursor.take_symbol(',')) {
      break;
    }
  }
  TRY_OK(cursor.expect(')', "\",\" or \")\""));
  schema.add_type(name.last, std::move(type));
  return skip_statement(cursor);
}

/// Behind CREATE DOMAIN.
Status read_create_domain(Cursor& cursor, DdlSchema& schema) {
  TRY(const auto name, cursor.qualified_name("the name of the domain"));
  cursor.take("AS");
  TRY(DdlTypeText base, parse_type(cursor));
  DdlColumn value;
  value.column.name = "VALUE";
  TRY_OK(parse_attributes(cursor, value));
  schema.add_type(name.last, {.base = std::move(base.text),
                              .allowed = std::move(value.allowed),
                              .nullable = value.column.nullable});
  return skip_statement(cursor);
}

/// Behind CREATE UNIQUE .. INDEX: of one column, it is unique.
Status read_create_unique_index(Cursor& cursor, DdlSchema& schema) {
  while (!cursor.at_end() && !cursor.is("ON")) {
    TRY_OK(cursor.skip_item());
  }
  cursor.take("ON");
  cursor.take("ONLY");
  if (cursor.at_end()) {
    return ok();
  }
  TRY(const auto table_name, cursor.qualified_name("the table of the index"));
  while (!cursor.at_end() && !cursor.is_symbol('(')) {
    cursor.advance();
  }
  TRY(const auto names, parse_name_list(cursor));
  bool partial = false;
  while (!cursor.at_end() && !starts_statement(cursor)) {
    partial = partial || cursor.is("WHERE");
    TRY_OK(cursor.skip_item());
  }
  DdlTable* const table = schema.find(table_name.whole);
  DdlColumn* const only =
      table == nullptr || names.size() != 1 || partial ? nullptr : table->find(names[0]);
  if (only != nullptr) {
    only->column.unique = true;
  }
  return ok();
}

Status skip_with_body(Cursor& cursor, DdlSchema&) { return skip_routine(cursor); }
Status skip_whole(Cursor& cursor, DdlSchema&) { return skip_statement(cursor); }

/// What may be created. Words before it (OR REPLACE, TEMPORARY, DEFINER = ..) are passed over.
struct CreateRow {
  std::string_view word;
  Status (*read)(Cursor&, DdlSchema&);  // called behind the word
};
constexpr CreateRow kCreates[] = {
    {"TABLE", read_create_table}, {"TYPE", read_create_type},    {"DOMAIN", read_create_domain},
    {"FUNCTION", skip_with_body}, {"PROCEDURE", skip_with_body}, {"PROC", skip_with_body},
    {"TRIGGER", skip_with_body},  {"EVENT", skip_with_body},     {"PACKAGE", skip_with_body},
    {"RULE", skip_to_terminator}, {"VIEW", skip_whole},          {"INDEX", skip_whole},
    {"VIRTUAL", skip_whole},      {"SCHEMA", skip_whole},        {"DATABASE", skip_whole},
    {"SEQUENCE", skip_whole},     {"EXTENSION", skip_whole},     {"ROLE", skip_whole},
    {"USER", skip_whole},         {"LOGIN", skip_whole},         {"SERVER", skip_whole},
};

const CreateRow* create_at(Cursor& cursor) {
  const auto* found = std::find_if(std::begin(kCreates), std::end(kCreates),
                                   [&](const CreateRow& row) { return cursor.is(row.word); });
  return found == std::end(kCreates) ? nullptr : found;
}

/// Words of ALTER TABLE that begin an action of no interest here.
bool at_other_action(Cursor& cursor) {
  return cursor.is_any(
             {"DROP",    "RENAME",  "MODIFY",  "CHANGE",   "OWNER",   "SET",     "ENABLE",
              "DISABLE", "ATTACH",  "DETACH",  "VALIDATE", "CLUSTER", "INHERIT", "NO",
              "REPLICA", "FORCE",   "CHECK",   "NOCHECK",  "RESET",   "ENGINE",  "AUTO_INCREMENT",
              "ORDER",   "CONVERT", "COMMENT", "SWITCH",   "REBUILD", "WITH"}) ||
         !cursor.is_name();
}

/// ALTER [COLUMN] a SET NOT NULL
Status read_alter_column(Cursor& cursor, DdlTable& table) {
  cursor.take("COLUMN");
  TRY(const std::string name, cursor.name("the name of a column"));
  if (DdlColumn* column = table.find(name); column != nullptr && cursor.take({"SET", "NOT"})) {
    column->column.nullable = false;
  }
  return cursor.skip_to_item_end();
}

/// ADD a int, ADD (a int, b int), ADD CONSTRAINT ..
Status read_add(Cursor& cursor, DdlSchema& schema, DdlTable& table) {
  cursor.take("COLUMN");
  cursor.take({"IF", "NOT", "EXISTS"});
  if (cursor.is_symbol('(')) {
    return read_items(cursor, schema, table);
  }
  if (at_table_constraint(cursor)) {
    return parse_table_constraint(cursor, table);
  }
  TRY(DdlColumn column, parse_column(cursor));
  if (table.find(column.column.name) == nullptr) {
    table.add(std::move(column));
  }
  return ok();
}

}  // namespace

Status read_create(Cursor& cursor, DdlSchema& schema) {
  cursor.take("CREATE");
  bool unique = false;
  while (!cursor.at_end() && cursor.now().kind != TokenKind::unclosed &&
         !starts_statement(cursor)) {
    if (const CreateRow* row = create_at(cursor)) {
      cursor.advance();
      return unique && row->word == "INDEX" ? read_create_unique_index(cursor, schema)
                                            : row->read(cursor, schema);
    }
    unique = unique || cursor.is("UNIQUE");
    TRY_OK(cursor.skip_item());
  }
  return skip_statement(cursor);
}

Status read_alter_table(Cursor& cursor, DdlSchema& schema) {
  cursor.take({"ALTER", "TABLE"});
  cursor.take({"IF", "EXISTS"});
  cursor.take("ONLY");
  TRY(const auto name, cursor.qualified_name("the name of the table"));
  DdlTable* const table = schema.find(name.whole);
  bool adds = false;
  while (table != nullptr && !cursor.at_end() && !starts_statement(cursor)) {
    cursor.take({"WITH", "CHECK"});
    cursor.take({"WITH", "NOCHECK"});
    if (cursor.take("ALTER")) {
      TRY_OK(read_alter_column(cursor, *table));
      adds = false;
    } else if (cursor.take("ADD") || (adds && !at_other_action(cursor))) {
      adds = true;
      TRY_OK(read_add(cursor, schema, *table));
    } else {
      adds = false;
      TRY_OK(cursor.skip_to_item_end());
    }
    if (!cursor.take_symbol(',')) {
      break;
    }
  }
  return skip_statement(cursor);
}

}  // namespace cognate::io
