#pragma once
// Statements other than CREATE and ALTER, and how statements are skipped. Private to this folder.

#include "io/ddl/cursor.h"
#include "io/ddl/schema.h"

namespace cognate::io {

/// Each is called where its statement begins and goes to its end, or says what is wrong in it.
Status read_comment(Cursor& cursor, DdlSchema& schema);
Status read_insert(Cursor& cursor, DdlSchema& schema);
Status read_copy(Cursor& cursor, DdlSchema& schema);
Status read_execute(Cursor& cursor, DdlSchema& schema);
/// MySQL's DELIMITER //: up to where the delimiter is ";" again.
Status skip_delimited(Cursor& cursor, DdlSchema& schema);
/// Up to the next ";" outside of parentheses, wherever lines begin.
Status skip_to_terminator(Cursor& cursor, DdlSchema& schema);

/// Up to the end of the statement: its ";", or where the next one begins without any.
Status skip_statement(Cursor& cursor);
/// The same for one with a body of statements: BEGIN .. END.
Status skip_routine(Cursor& cursor);

/// Whether a statement seems to begin here, though none ended: a line starts with CREATE or the
/// like, as SQL Server's scripts have it.
bool starts_statement(Cursor& cursor);
/// Past a quote that is never closed, to the next line that begins a statement.
void seek_behind_unclosed(Cursor& cursor);

/// Where INSERT .. VALUES names table and columns; the cursor then stands behind VALUES.
struct InsertHead {
  std::string table;
  std::vector<std::string> columns;  ///< empty: all, in order
  bool has_values = false;           ///< false for INSERT .. SELECT and the like
};
Result<InsertHead> parse_insert_head(Cursor& cursor);

/// COPY table (columns) FROM stdin; the rows follow on the lines behind the ";".
struct CopyHead {
  std::string table;
  std::vector<std::string> columns;
  bool from_stdin = false;
  bool plain_text = true;  ///< false for CSV and binary
};
Result<CopyHead> parse_copy_head(Cursor& cursor);

}  // namespace cognate::io
