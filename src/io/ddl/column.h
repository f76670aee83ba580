#pragma once
// The items between the parentheses of CREATE TABLE: columns and constraints of the table. Private
// to this folder.

#include <string>

#include "io/ddl/cursor.h"
#include "io/ddl/schema.h"

namespace cognate::io {

struct DdlTypeText {
  std::string text;                  ///< as declared: "character varying(20)"; empty without a type
  std::string name;                  ///< its last part, folded, without arguments
  std::vector<std::string> allowed;  ///< of ENUM('a','b')
};

/// The type that stands here; an empty one where a constraint or the end of the item does.
Result<DdlTypeText> parse_type(Cursor& cursor);

/// A column with its constraints, up to the end of the item.
Result<DdlColumn> parse_column(Cursor& cursor);

/// The constraints of a column, up to the end of the item. `name` is for messages.
Status parse_attributes(Cursor& cursor, DdlColumn& column);

/// Whether a constraint of the table (or an index) stands here rather than a column.
bool at_table_constraint(Cursor& cursor);

/// That constraint, up to the end of the item. Columns that the table lacks are passed over.
Status parse_table_constraint(Cursor& cursor, DdlTable& table);

/// "(a, b DESC, c(10))": the names. An expression stands for a name that there is none of.
Result<std::vector<std::string>> parse_name_list(Cursor& cursor);

/// What a comment may be kept of: trimmed, cut.
std::string description_from(std::string_view comment);

}  // namespace cognate::io
