#include "io/sqlite/sqlite_source.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "io/allowed_values.h"
#include "io/ddl/parser.h"
#include "io/sqlite/database.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

/// A table of more rows than the sample is read at so many places, evenly spread by row numbers.
constexpr std::uint64_t kWindows = 64;
constexpr std::size_t kBlobBytesShown = 32;

/// A cell as text: a blob as hexadecimal digits, broken UTF-8 repaired, at most kCellBytesKept.
void push_cell(const SqliteRows& rows, int column, std::string& buffer, Cells& cells) {
  if (rows.kind(column) == SQLITE_NULL) {
    cells.push_null();
    return;
  }
  const std::string_view bytes = rows.bytes(column).substr(0, limits::kCellBytesKept + 4);
  buffer.clear();
  if (rows.kind(column) == SQLITE_BLOB) {
    for (const char c : bytes.substr(0, kBlobBytesShown)) {
      buffer += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
  } else {
    append_repaired_utf8(utf8_prefix(bytes, limits::kCellBytesKept), buffer);
    std::erase(buffer, '\0');
  }
  cells.push(utf8_prefix(buffer, limits::kCellBytesKept));
}

std::string repaired(std::string_view text) {
  std::string good;
  append_repaired_utf8(text, good);
  std::erase(good, '\0');
  return good;
}

class Sampler {
 public:
  Sampler(SqliteDatabase& database, const std::string& name, const SampleOptions& options,
          Table& table)
      : database_(database), name_(sqlite_name(name)), options_(options), table_(table) {
    for (const Column& column : table.columns) {
      list_ += (list_.empty() ? "" : ", ") + sqlite_name(column.name);
    }
    bytes_left_ = options.bytes_max;
  }

  /// Of a table with row numbers: windows spread over it; otherwise the first rows.
  Status run() {
    std::int64_t least = 0;
    std::int64_t greatest = 0;
    auto ends = SqliteRows::query(
        database_,
        fmt::format("SELECT (SELECT min(rowid) FROM {0}), (SELECT max(rowid) FROM {0})", name_));
    bool numbered = false;
    if (ends) {
      TRY(const bool any, ends->next());
      numbered = any && ends->kind(0) == SQLITE_INTEGER && ends->kind(1) == SQLITE_INTEGER;
      least = numbered ? ends->integer(0) : 0;
      greatest = numbered ? ends->integer(1) : 0;
    }
    const std::uint64_t span =
        static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least);
    return numbered && span >= options_.rows_max ? spread(least, span) : first_rows();
  }

 private:
  Status first_rows() {
    TRY(SqliteRows rows,
        SqliteRows::query(database_, fmt::format("SELECT {} FROM {} LIMIT {}", list_, name_,
                                                 options_.rows_max + 1)));
    TRY(const bool all, take(rows, options_.rows_max));
    if (all) {
      table_.rows_total = table_.rows_sampled;
    }
    return ok();
  }

  /// What a window lacks, because row numbers have gaps, the next ones may take.
  Status spread(std::int64_t least, std::uint64_t span) {
    TRY(SqliteRows rows,
        SqliteRows::query(database_, fmt::format("SELECT {} FROM {} WHERE rowid BETWEEN ?1 AND ?2 "
                                                 "ORDER BY rowid",
                                                 list_, name_)));
    const std::uint64_t windows = std::min<std::uint64_t>(kWindows, options_.rows_max);
    const auto border = [&](std::uint64_t i) {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + span / windows * i);
    };
    for (std::uint64_t i = 0; i < windows; ++i) {
      rows.restart();
      rows.bind(1, border(i));
      rows.bind(2, i + 1 == windows ? std::numeric_limits<std::int64_t>::max() : border(i + 1) - 1);
      const std::size_t left = options_.rows_max - table_.rows_sampled;
      bytes_left_ = options_.bytes_max / windows;
      TRY_OK(take(rows, std::max<std::size_t>(left / (windows - i), 1)));
    }
    return ok();
  }

  /// True when the rows ended before `rows_max` or the bytes did.
  Result<bool> take(SqliteRows& rows, std::size_t rows_max) {
    for (std::size_t taken = 0; true; ++taken) {
      TRY(const bool more, rows.next());
      if (!more) {
        return true;
      }
      const auto width = static_cast<int>(table_.columns.size());
      std::size_t bytes = 0;
      for (int c = 0; c < width; ++c) {
        bytes += std::min(rows.bytes(c).size(), limits::kCellBytesKept);
      }
      if (taken == rows_max || bytes > bytes_left_) {
        return false;
      }
      bytes_left_ -= bytes;
      for (int c = 0; c < width; ++c) {
        push_cell(rows, c, buffer_, table_.columns[static_cast<std::size_t>(c)].cells);
      }
      ++table_.rows_sampled;
    }
  }

  SqliteDatabase& database_;
  std::string name_;
  const SampleOptions& options_;
  Table& table_;
  std::string list_;
  std::string buffer_;
  std::size_t bytes_left_ = 0;
};

class SqliteSource final : public Source {
 public:
  explicit SqliteSource(std::unique_ptr<SqliteDatabase> database)
      : database_(std::move(database)) {}

  Result<std::vector<std::string>> tables() override {
    TRY(SqliteRows rows,
        SqliteRows::query(*database_,
                          "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN "
                          "('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                          "ORDER BY name"));
    std::vector<std::string> names;
    while (names.size() < limits::kTablesMax) {
      TRY(const bool more, rows.next());
      if (!more) {
        break;
      }
      names.emplace_back(rows.bytes(0));
    }
    if (names.empty()) {
      return fail(Code::corrupt, "{}: the database has no table", database_->path());
    }
    return names;
  }

  Result<Table> sample(const std::string& name, const SampleOptions& options) override {
    database_->set_stop(options.stop);
    Table table;
    table.name = name;
    std::vector<std::vector<std::string>> allowed;
    TRY_OK(describe(name, table, allowed));
    if (table.columns.empty()) {
      return fail(Code::not_found, "{}: no table \"{}\"", database_->path(), name);
    }
    TRY_OK(Sampler(*database_, name, options, table).run());
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      apply_allowed_values(allowed[i], table.columns[i]);
      table.columns[i].name = repaired(table.columns[i].name);
    }
    return table;
  }

 private:
  /// Columns by what SQLite says of them; allowed values and remarks by the text of CREATE TABLE.
  Status describe(const std::string& name, Table& table,
                  std::vector<std::vector<std::string>>& allowed) {
    TRY(SqliteRows rows, SqliteRows::query(*database_,
                                           "SELECT name, type, \"notnull\", pk, hidden FROM "
                                           "pragma_table_xinfo(?1) WHERE hidden <> 1"));
    rows.bind(1, name);
    std::size_t keys = 0;
    while (true) {
      TRY(const bool more, rows.next());
      if (!more) {
        break;
      }
      Column& column = table.columns.emplace_back();
      column.name = rows.bytes(0);
      column.declared_type = repaired(rows.bytes(1));
      column.primary_key = rows.integer(3) != 0;
      column.nullable = rows.integer(2) == 0 && !column.primary_key;
      column.generated = rows.integer(4) != 0;
      keys += column.primary_key ? 1 : 0;
    }
    for (Column& column : table.columns) {
      column.unique = column.primary_key && keys == 1;
    }
    allowed.resize(table.columns.size());
    TRY_OK(mark_unique(name, table));
    TRY_OK(mark_references(name, table));
    return read_create(name, table, allowed);
  }

  static Column* find(Table& table, std::string_view name) {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const Column& column) { return column.name == name; });
    return found == table.columns.end() ? nullptr : &*found;
  }

  Status mark_unique(const std::string& name, Table& table) {
    TRY(SqliteRows rows,
        SqliteRows::query(*database_,
                          "SELECT min(i.name) FROM pragma_index_list(?1) AS l, "
                          "pragma_index_info(l.name) AS i WHERE l.\"unique\" = 1 AND l.partial = 0 "
                          "GROUP BY l.name HAVING count(*) = 1"));
    rows.bind(1, name);
    while (true) {
      TRY(const bool more, rows.next());
      if (!more) {
        return ok();
      }
      if (Column* column = find(table, rows.bytes(0))) {
        column->unique = true;
      }
    }
  }

  Status mark_references(const std::string& name, Table& table) {
    TRY(SqliteRows rows,
        SqliteRows::query(*database_,
                          "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?1)"));
    rows.bind(1, name);
    while (true) {
      TRY(const bool more, rows.next());
      if (!more) {
        return ok();
      }
      if (Column* column = find(table, rows.bytes(0))) {
        const std::string_view to = rows.bytes(2);
        column->references = repaired(rows.bytes(1));
        column->references += to.empty() ? "" : "." + repaired(to);
      }
    }
  }

  Status read_create(const std::string& name, Table& table,
                     std::vector<std::vector<std::string>>& allowed) {
    TRY(SqliteRows rows,
        SqliteRows::query(*database_,
                          "SELECT sql FROM sqlite_schema WHERE name = ?1 AND type = "
                          "'table'"));
    rows.bind(1, name);
    TRY(const bool any, rows.next());
    if (!any) {
      return ok();
    }
    DdlResult parsed = parse_ddl(rows.bytes(0), false);
    if (parsed.schema.tables().empty()) {
      return ok();  // SQLite understands more than we do
    }
    DdlTable& declared = parsed.schema.tables()[0];
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (DdlColumn* column = declared.find(table.columns[i].name)) {
        table.columns[i].description = std::move(column->column.description);
        allowed[i] = std::move(column->allowed);
      }
    }
    return ok();
  }

  std::unique_ptr<SqliteDatabase> database_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_sqlite_source(FileSystem&, const std::string& path,
                                                   const std::string&) {
  TRY(auto database, SqliteDatabase::open(path));
  return std::make_unique<SqliteSource>(std::move(database));
}

}  // namespace cognate::io
