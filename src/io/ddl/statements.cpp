#include "io/ddl/statements.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "io/ddl/column.h"

namespace cognate::io {
namespace {

/// Line starts that begin a statement for sure, to find the way back into it.
constexpr std::string_view kLandmarks[] = {"CREATE ", "ALTER ", "COMMENT ON ", "INSERT ", "GO\n"};

/// What a procedure is called with: by name (@a = 1) or by place.
struct Arguments {
  std::vector<std::string> by_place;
  std::map<std::string, std::string> by_name;  // folded, without @

  std::string get(const std::string& name, std::size_t place) const {
    const auto found = by_name.find(name);
    return found != by_name.end()    ? found->second
           : place < by_place.size() ? by_place[place]
                                     : std::string();
  }
};

Result<Arguments> parse_arguments(Cursor& cursor) {
  Arguments arguments;
  while (!cursor.at_end() && !starts_statement(cursor)) {
    std::string name;
    if (cursor.is_name() && cursor.is_symbol('=', 1)) {
      name = folded(cursor.value(cursor.advance()).substr(1));
      cursor.advance();
    }
    const std::string value = cursor.value(cursor.now());
    TRY_OK(cursor.skip_item());
    if (name.empty()) {
      arguments.by_place.push_back(value);
    } else {
      arguments.by_name[name] = value;
    }
    if (!cursor.take_symbol(',')) {
      break;
    }
  }
  return arguments;
}

void describe(DdlSchema& schema, const std::string& table_name, const std::string& column_name,
              const std::string& text) {
  DdlTable* const table = schema.find(table_name);
  if (table == nullptr) {
    return;
  }
  if (column_name.empty()) {
    table->description = description_from(text);
  } else if (DdlColumn* column = table->find(column_name)) {
    column->column.description = description_from(text);
  }
}

/// Whether a statement begins before the one in hand was ended: SQL Server's scripts need no ";".
bool begins_inside(Cursor& cursor, std::size_t depth) {
  const bool table = cursor.is("CREATE") && cursor.is_any({"TABLE", "TEMPORARY", "TEMP"}, 1);
  return table || (depth == 0 && starts_statement(cursor));
}

Status skip_optional_names(Cursor& cursor, std::vector<std::string>& names) {
  if (cursor.is_symbol('(') && cursor.is_name(1) && !cursor.is("SELECT", 1)) {
    TRY(names, parse_name_list(cursor));
  }
  return ok();
}

}  // namespace

bool starts_statement(Cursor& cursor) {
  return cursor.now().first_on_line && cursor.now().kind == TokenKind::word &&
         (cursor.is_any({"CREATE", "ALTER", "INSERT", "EXEC", "EXECUTE", "USE", "DROP", "PRINT",
                         "DECLARE", "GRANT"}) ||
          (cursor.is("COMMENT") && cursor.is("ON", 1)));
}

Status skip_statement(Cursor& cursor) {
  std::size_t depth = 0;
  for (bool first = true; true; first = false) {
    const TokenKind kind = cursor.now().kind;
    if (kind == TokenKind::end || (kind == TokenKind::terminator && depth == 0)) {
      return ok();
    }
    if (kind == TokenKind::unclosed) {
      return cursor.expected("the end of the statement");
    }
    if (kind == TokenKind::word && !first && begins_inside(cursor, depth)) {
      return ok();
    }
    if (kind == TokenKind::symbol) {
      depth += cursor.is_symbol('(') ? 1 : 0;
      depth -= cursor.is_symbol(')') && depth > 0 ? 1 : 0;
    }
    cursor.advance();
  }
}

Status skip_to_terminator(Cursor& cursor, DdlSchema&) {
  while (!cursor.at_end()) {
    if (cursor.now().kind == TokenKind::unclosed) {
      return cursor.expected("the end of the statement");
    }
    cursor.advance();
  }
  return ok();
}

Status skip_routine(Cursor& cursor) {
  // BEGIN and CASE nest; "END IF" and the like end what nothing counted.
  std::size_t depth = 0;
  while (cursor.now().kind != TokenKind::end) {
    const Token token = cursor.now();
    const bool batch_end = token.kind == TokenKind::terminator && token.raw != ";";
    if (batch_end || (cursor.at_end() && depth == 0)) {
      return ok();
    }
    if (token.kind == TokenKind::unclosed) {
      return cursor.expected("the end of the routine");
    }
    const bool ends = cursor.is("END") && !cursor.is_any({"IF", "LOOP", "WHILE", "REPEAT"}, 1);
    depth += cursor.is_any({"BEGIN", "CASE"}) ? 1 : 0;
    depth -= ends && depth > 0 ? 1 : 0;
    cursor.advance();
    if (ends && depth == 0) {
      cursor.take("CASE");
    }
  }
  return ok();
}

Status skip_delimited(Cursor& cursor, DdlSchema&) {
  const std::string_view text = cursor.text();
  std::size_t line_end = cursor.now().offset;
  std::uint64_t line = cursor.now().line;
  while (true) {
    const std::size_t begin = line_end;
    line_end = text.find('\n', begin);
    if (line_end == std::string_view::npos) {
      cursor.seek(text.size(), line);
      return ok();
    }
    std::string_view words = text.substr(begin, line_end - begin);
    words = words.substr(0, words.find_last_not_of(" \t\r") + 1);
    ++line_end;
    ++line;
    if (words.size() > 9 && same_word(words.substr(0, 9), "DELIMITER") && words.ends_with(" ;")) {
      cursor.seek(line_end, line);
      return ok();
    }
  }
}

void seek_behind_unclosed(Cursor& cursor) {
  const std::string_view text = cursor.text();
  std::size_t at = cursor.now().offset;
  std::uint64_t line = cursor.now().line;
  while ((at = text.find('\n', at)) != std::string_view::npos) {
    ++at;
    ++line;
    for (const std::string_view landmark : kLandmarks) {
      if (same_word(text.substr(at, landmark.size()), landmark)) {
        cursor.seek(at, line);
        return;
      }
    }
  }
  cursor.seek(text.size(), line);
}

Status read_comment(Cursor& cursor, DdlSchema& schema) {
  cursor.take({"COMMENT", "ON"});
  const bool column = cursor.take("COLUMN");
  if (!column && !cursor.take("TABLE")) {
    return skip_statement(cursor);
  }
  TRY(auto name, cursor.qualified_name("the name that the comment is on"));
  if (!cursor.take("IS")) {
    return cursor.expected("IS");
  }
  if (!cursor.take("NULL")) {
    TRY(const std::string text, cursor.string("the comment in quotes, or NULL"));
    const std::size_t table_bytes = column ? name.whole.size() - name.last.size() : 0;
    if (table_bytes > 0) {
      describe(schema, name.whole.substr(0, table_bytes - 1), name.last, text);
    } else if (!column) {
      describe(schema, name.whole, "", text);
    }
  }
  return skip_statement(cursor);
}

Status read_execute(Cursor& cursor, DdlSchema& schema) {
  cursor.advance();
  if (!cursor.is_name()) {
    return skip_statement(cursor);
  }
  TRY(const auto procedure, cursor.qualified_name("the name of a procedure"));
  if (same_word(procedure.last, "sp_addextendedproperty")) {
    TRY(const Arguments given, parse_arguments(cursor));
    const bool of_table = same_word(given.get("level1type", 4), "TABLE");
    const std::string level2 = given.get("level2type", 6);
    if (same_word(given.get("name", 0), "MS_Description") && of_table &&
        (level2.empty() || same_word(level2, "NULL") || same_word(level2, "COLUMN"))) {
      const std::string column = same_word(level2, "COLUMN") ? given.get("level2name", 7) : "";
      describe(schema, given.get("level0name", 3) + '.' + given.get("level1name", 5), column,
               given.get("value", 1));
    }
  }
  return skip_statement(cursor);
}

Result<InsertHead> parse_insert_head(Cursor& cursor) {
  InsertHead head;
  cursor.advance();
  while (cursor.is_any({"IGNORE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "OR", "REPLACE",
                        "ABORT", "FAIL", "ROLLBACK", "INTO", "OVERWRITE", "TABLE"})) {
    cursor.advance();
  }
  if (!cursor.is_name()) {
    return head;
  }
  TRY(auto name, cursor.qualified_name("the name of the table"));
  head.table = std::move(name.whole);
  TRY_OK(skip_optional_names(cursor, head.columns));
  if (cursor.take("OVERRIDING")) {
    cursor.advance();
    cursor.take("VALUE");
  }
  head.has_values = cursor.take("VALUES") || cursor.take("VALUE");
  return head;
}

Status read_insert(Cursor& cursor, DdlSchema& schema) {
  const DataRange range = {
      .form = DataRange::Form::insert, .offset = cursor.now().offset, .line = cursor.now().line};
  TRY(const InsertHead head, parse_insert_head(cursor));
  DdlTable* const table = head.has_values ? schema.find(head.table) : nullptr;
  if (table != nullptr) {
    table->data.add(range);
  }
  return skip_statement(cursor);
}

Result<CopyHead> parse_copy_head(Cursor& cursor) {
  CopyHead head;
  cursor.take("COPY");
  if (!cursor.is_name()) {
    return head;
  }
  TRY(auto name, cursor.qualified_name("the name of the table"));
  head.table = std::move(name.whole);
  TRY_OK(skip_optional_names(cursor, head.columns));
  head.from_stdin = cursor.take({"FROM", "STDIN"});
  while (!cursor.at_end() && cursor.now().kind != TokenKind::unclosed) {
    head.plain_text = head.plain_text && !cursor.is_any({"CSV", "BINARY", "DELIMITER", "FORMAT"});
    cursor.advance();
  }
  return head;
}

Status read_copy(Cursor& cursor, DdlSchema& schema) {
  const DataRange range = {
      .form = DataRange::Form::copy, .offset = cursor.now().offset, .line = cursor.now().line};
  TRY(const CopyHead head, parse_copy_head(cursor));
  if (!head.from_stdin || !cursor.at_end()) {
    return skip_statement(cursor);
  }
  DdlTable* const table = head.plain_text ? schema.find(head.table) : nullptr;
  if (table != nullptr) {
    table->data.add(range);
  }
  const std::string_view text = cursor.text();
  const std::size_t begin = cursor.now().end();
  std::size_t end = text.find("\n\\.", begin);
  end = end == std::string_view::npos ? text.size() : text.find('\n', end + 1);
  end = std::min(end, text.size());
  const auto from = text.begin();
  const auto lines = std::count(from + static_cast<std::ptrdiff_t>(begin),
                                from + static_cast<std::ptrdiff_t>(end), '\n');
  cursor.seek(end, cursor.now().line + static_cast<std::uint64_t>(lines));
  return ok();
}

}  // namespace cognate::io
