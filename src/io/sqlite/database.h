#pragma once
// An SQLite file open for reading, and the rows of a query. Private to this folder. Used by one
// thread at a time.
//
// Only SQL that this folder writes is run; names go through sqlite_name. The file is not trusted:
// its schema may call no function with side effects, extensions cannot be loaded.

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "cognate/result.h"

namespace cognate::io {

/// "a name" as SQL writes it.
std::string sqlite_name(std::string_view name);

class SqliteDatabase {
 public:
  /// Errors: corrupt (no database, cut short), io (no permission), unavailable (locked).
  static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& path);
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  sqlite3* handle() const noexcept { return handle_; }
  const std::string& path() const noexcept { return path_; }
  /// While it is set, statements end when it is asked to stop.
  void set_stop(std::stop_token stop) { stop_ = std::move(stop); }
  /// What SQLite said, with the file's name.
  Error error(int code) const;

 private:
  explicit SqliteDatabase(std::string path) : path_(std::move(path)) {}
  Status start(const std::string& uri);

  std::string path_;
  sqlite3* handle_ = nullptr;
  std::stop_token stop_;
};

class SqliteRows {
 public:
  /// REQUIRES: the database outlives the rows.
  static Result<SqliteRows> query(SqliteDatabase& database, const std::string& sql);
  SqliteRows(SqliteRows&& other) noexcept
      : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}
  SqliteRows& operator=(SqliteRows&&) = delete;
  ~SqliteRows() { sqlite3_finalize(statement_); }

  /// Parameters count from 1.
  void bind(int place, std::int64_t value) { sqlite3_bind_int64(statement_, place, value); }
  void bind(int place, const std::string& text) {
    sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
  }
  /// Goes to the next row (the first one at first); false at the end.
  Result<bool> next();
  /// From the first row again.
  void restart() { sqlite3_reset(statement_); }

  // Of the present row; columns count from 0. Texts are valid until next().
  int kind(int column) const { return sqlite3_column_type(statement_, column); }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view bytes(int column) const;

 private:
  SqliteRows(SqliteDatabase& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}

  SqliteDatabase* database_;
  sqlite3_stmt* statement_;
};

}  // namespace cognate::io
