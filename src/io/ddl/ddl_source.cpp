#include "io/ddl/ddl_source.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "io/allowed_values.h"
#include "io/ddl/data_rows.h"
#include "io/ddl/lexer.h"
#include "io/ddl/parser.h"
#include "io/problem_log.h"
#include "io/text_file.h"

namespace cognate::io {
namespace {

class DdlSource final : public Source {
 public:
  DdlSource(std::string path, TextFile file)
      : path_(std::move(path)),
        file_(std::move(file)),
        mysql_(looks_like_mysql(file_.text())),
        parsed_(parse_ddl(file_.text(), mysql_)) {}

  /// Says why there is no table.
  Status check() const {
    if (!parsed_.schema.tables().empty()) {
      return ok();
    }
    if (parsed_.problems.empty()) {
      return fail(Code::corrupt, "{}: no CREATE TABLE in this file", path_);
    }
    const Problem& first = parsed_.problems[0];
    return fail(Code::corrupt, "{}: line {}: {}", path_, first.line, first.message);
  }

  Result<std::vector<std::string>> tables() override {
    std::vector<std::string> names;
    for (const DdlTable& table : parsed_.schema.tables()) {
      names.push_back(table.name);
    }
    return names;
  }

  Result<Table> sample(const std::string& name, const SampleOptions& options) override {
    const DdlTable* const declared = parsed_.schema.find(name);
    if (declared == nullptr) {
      return fail(Code::not_found, "{}: no table \"{}\"", path_, name);
    }
    ProblemLog log(path_, options.strict);
    for (const Problem& problem : parsed_.problems) {
      TRY_OK(log.note(problem.line, problem.message));
    }
    log.count_more(parsed_.problem_count - parsed_.problems.size());
    Table table;
    table.name = declared->short_name;
    table.description = declared->description;
    for (const DdlColumn& each : declared->columns()) {
      table.columns.push_back(each.column);
    }
    TRY_OK(sample_rows(file_.text(), mysql_, *declared, options, log, table));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      apply_allowed_values(declared->columns()[i].allowed, table.columns[i]);
    }
    log.move_to(table);
    return table;
  }

 private:
  std::string path_;
  TextFile file_;
  bool mysql_;
  DdlResult parsed_;
};

}  // namespace

bool looks_like_sql(std::string_view head) {
  constexpr std::string_view kBeginnings[] = {"CREATE", "SET", "BEGIN",  "ALTER",
                                              "DROP",   "USE", "PRAGMA", "START"};
  Lexer lexer(head, looks_like_mysql(head));
  const Token first = lexer.next();
  const bool begins =
      std::any_of(std::begin(kBeginnings), std::end(kBeginnings), [&](std::string_view word) {
        return first.kind == TokenKind::word && same_word(first.raw, word);
      });
  for (Token token = first; begins && token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind == TokenKind::word && same_word(token.raw, "CREATE") &&
        same_word(lexer.next().raw, "TABLE")) {
      return true;
    }
  }
  return false;
}

Result<std::unique_ptr<Source>> open_ddl_source(FileSystem& fs, const std::string& path,
                                                const std::string&) {
  TRY(TextFile file, TextFile::open(fs, path));
  auto source = std::make_unique<DdlSource>(path, std::move(file));
  TRY_OK(source->check());
  return source;
}

}  // namespace cognate::io
