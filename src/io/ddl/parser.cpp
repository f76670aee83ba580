#include "io/ddl/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/ddl/create_table.h"
#include "io/ddl/statements.h"

namespace cognate::io {
namespace {

/// What a statement begins with, and who reads it; the first row that fits counts.
struct StatementRow {
  std::array<std::string_view, 2> words;
  Status (*read)(Cursor&, DdlSchema&);
};
constexpr StatementRow kStatements[] = {
    {{"CREATE"}, read_create},         {{"ALTER", "TABLE"}, read_alter_table},
    {{"COMMENT", "ON"}, read_comment}, {{"INSERT"}, read_insert},
    {{"REPLACE"}, read_insert},        {{"COPY"}, read_copy},
    {{"EXEC"}, read_execute},          {{"EXECUTE"}, read_execute},
    {{"DELIMITER"}, skip_delimited},   {{"GRANT"}, skip_to_terminator},
    {{"DENY"}, skip_to_terminator},    {{"REVOKE"}, skip_to_terminator},
};

class Parser {
 public:
  Parser(std::string_view text, bool mysql) : cursor_(text, mysql) {}

  DdlResult run() {
    while (cursor_.now().kind != TokenKind::end && resyncs_ <= limits::kSqlResyncsMax) {
      if (cursor_.at_end()) {
        cursor_.advance();
        continue;
      }
      if (Status read = read_statement(); !read) {
        note(cursor_.wrong_line(), std::move(read).error().message);
        recover();
      }
    }
    result_.schema.resolve();
    return std::move(result_);
  }

 private:
  Status read_statement() {
    const auto here = [&](const StatementRow& row) {
      return cursor_.is(row.words[0]) && (row.words[1].empty() || cursor_.is(row.words[1], 1));
    };
    const auto* row = std::find_if(std::begin(kStatements), std::end(kStatements), here);
    return row == std::end(kStatements) ? skip_statement(cursor_)
                                        : row->read(cursor_, result_.schema);
  }

  void note(std::uint64_t line, std::string message) {
    ++result_.problem_count;
    if (result_.problems.size() < limits::kProblemsKept) {
      result_.problems.push_back({.line = line, .message = std::move(message)});
    }
  }

  /// To where the next statement seems to begin. Parentheses may be what is wrong, so they do not
  /// count.
  void recover() {
    while (!cursor_.at_end() && cursor_.now().kind != TokenKind::unclosed) {
      const std::size_t before = cursor_.now().offset;
      cursor_.advance();
      if (cursor_.now().offset > before && starts_statement(cursor_)) {
        return;
      }
    }
    if (cursor_.now().kind == TokenKind::unclosed) {
      ++resyncs_;
      seek_behind_unclosed(cursor_);
    }
  }

  Cursor cursor_;
  DdlResult result_;
  std::size_t resyncs_ = 0;
};

}  // namespace

DdlResult parse_ddl(std::string_view text, bool mysql) { return Parser(text, mysql).run(); }

}  // namespace cognate::io
