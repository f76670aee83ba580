// The types of columns, as the dialects write them.

#include <algorithm>

#include "base/limits.h"
#include "io/ddl/column.h"

namespace cognate::io {
namespace {

using Words = std::string_view;  // each with a space before and behind

/// Words that may follow others in the name of a type. A row counts when the type's first word is
/// one of `first` (or whatever it is). So "a int b text", where a comma is missing, stays an error.
struct FollowRow {
  Words first;
  Words following;
};
constexpr FollowRow kFollowing[] = {
    {"", " UNSIGNED SIGNED ZEROFILL VARYING PRECISION "},
    {" INTERVAL ", " YEAR MONTH DAY HOUR MINUTE SECOND TO "},
    {" TIME TIMESTAMP DATETIME ", " WITH WITHOUT LOCAL TIME ZONE "},
    {" CHARACTER CHAR NATIONAL NATIVE NCHAR BINARY VARYING LONG ",
     " CHARACTER CHAR VARCHAR NCHAR VARCHARACTER LARGE OBJECT RAW TEXT VARBINARY "},
    {" VARCHAR CHAR TEXT TINYTEXT MEDIUMTEXT LONGTEXT ENUM SET ", " BINARY ASCII UNICODE BYTE "},
    {" UNSIGNED SIGNED BIG LONG SHORT ", " BIG INT INTEGER SMALLINT TINYINT BIGINT LONG "},
};

bool holds(Words words, std::string_view word) {
  std::string padded = " ";
  padded.append(word).push_back(' ');
  return std::search(words.begin(), words.end(), padded.begin(), padded.end(), [](char a, char b) {
           return same_word({&a, 1}, {&b, 1});
         }) != words.end();
}

bool may_follow(std::string_view first, std::string_view word) {
  return std::any_of(std::begin(kFollowing), std::end(kFollowing), [&](const FollowRow& row) {
    return (row.first.empty() || holds(row.first, first)) && holds(row.following, word);
  });
}

/// The text from `begin` to `end` with all blank space as single spaces.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank || (!out.empty() && out.back() != ' ')) {
      out.push_back(blank ? ' ' : c);
    }
  }
  return out;
}

/// "(10,2)" as it is written; of ENUM('a','b') the values.
Status parse_arguments(Cursor& cursor, DdlTypeText& type) {
  const std::size_t begin = cursor.now().offset;
  const bool listed = type.name == "enum" || type.name == "set";
  if (!listed) {
    TRY_OK(cursor.skip_parentheses());
    type.text += squeezed(cursor.text().substr(begin, cursor.left_end() - begin));
    return ok();
  }
  TRY_OK(cursor.expect('(', "\"(\""));
  do {
    TRY(std::string value, cursor.string("a value in quotes"));
    if (type.allowed.size() < limits::kAllowedValuesMax) {
      type.allowed.push_back(std::move(value));
    }
  } while (cursor.take_symbol(','));
  return cursor.expect(')', "\",\" or \")\"");
}

/// "<STRING, INT64>", nested.
void skip_angles(Cursor& cursor) {
  std::size_t depth = 0;
  do {
    depth += cursor.is_symbol('<') ? 1 : 0;
    depth -= cursor.is_symbol('>') ? 1 : 0;
    cursor.advance();
  } while (depth > 0 && !cursor.at_end());
}

/// "[]", "[3]" and the word ARRAY.
Status parse_array(Cursor& cursor, DdlTypeText& type) {
  while (cursor.is_symbol('[') || cursor.is("ARRAY")) {
    type.text += cursor.is("ARRAY") ? " array" : "[]";
    TRY_OK(cursor.skip_item());
  }
  return ok();
}

}  // namespace

Result<DdlTypeText> parse_type(Cursor& cursor) {
  DdlTypeText type;
  TRY(auto name, cursor.qualified_name("a type"));
  type.text = name.whole;
  type.name = folded(name.last);
  const std::string first = name.last;
  while (true) {
    if (cursor.is_symbol('(')) {
      TRY_OK(parse_arguments(cursor, type));
    } else if (cursor.is_symbol('<')) {
      skip_angles(cursor);
    } else if (cursor.now().kind == TokenKind::word && may_follow(first, cursor.now().raw) &&
               !cursor.is("SET", 1)) {
      type.text += ' ';
      type.text += cursor.advance().raw;
    } else {
      break;
    }
  }
  TRY_OK(parse_array(cursor, type));
  return type;
}

}  // namespace cognate::io
