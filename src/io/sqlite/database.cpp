#include "io/sqlite/database.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace cognate::io {
namespace {

constexpr int kInstructionsPerLook = 10'000;  // between two looks whether to stop
constexpr int kBusyMilliseconds = 2000;

/// What SQLite's codes mean for people.
struct FailureRow {
  int code;
  Code kind;
  const char* words;
};
constexpr FailureRow kFailures[] = {
    {SQLITE_INTERRUPT, Code::deadline, "stopped while reading"},
    {SQLITE_NOTADB, Code::corrupt, "this is no SQLite database, or it is encrypted"},
    {SQLITE_CORRUPT, Code::corrupt, "the database is damaged or cut short"},
    {SQLITE_BUSY, Code::unavailable, "another program is writing to it; try again"},
    {SQLITE_LOCKED, Code::unavailable, "another program is writing to it; try again"},
    {SQLITE_PERM, Code::io, "no permission to read it"},
    {SQLITE_READONLY, Code::unavailable,
     "it holds a transaction that was never finished; open it once with a program that may write"},
};

/// "file:/a%20b.db?mode=ro": bytes that mean something in a URI are escaped.
std::string uri_of(const std::string& path, bool immutable) {
  std::error_code failure;
  const std::string absolute = std::filesystem::absolute(path, failure).string();
  std::string uri = "file:";
  for (const char c : absolute) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                       (byte >= 'A' && byte <= 'Z') || c == '/' || c == '-' || c == '_' || c == '.';
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri + (immutable ? "?immutable=1" : "?mode=ro");
}

/// A database in WAL mode without a log beside it: to read it in the usual way SQLite would have to
/// make files in its folder.
bool is_closed_wal(const std::string& path) {
  std::array<char, 20> header{};
  std::ifstream(path, std::ios::binary).read(header.data(), header.size());
  std::error_code failure;
  return header[18] == 2 && !std::filesystem::exists(path + "-wal", failure);
}

int look_whether_to_stop(void* stop) {
  return static_cast<std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

}  // namespace

std::string sqlite_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted.append(c == '"' ? 2 : 1, c);
  }
  return quoted + '"';
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string& path) {
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(path));
  TRY_OK(database->start(uri_of(path, is_closed_wal(path))));
  return database;
}

Status SqliteDatabase::start(const std::string& uri) {
  const int opened = sqlite3_open_v2(
      uri.c_str(), &handle_, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  if (opened != SQLITE_OK) {
    return error(opened);
  }
  sqlite3_extended_result_codes(handle_, 0);
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_progress_handler(handle_, kInstructionsPerLook, look_whether_to_stop, &stop_);
  // The first thing that is read tells whether this is a database.
  const int read = sqlite3_exec(handle_, "PRAGMA cell_size_check = ON; SELECT 1 FROM sqlite_schema",
                                nullptr, nullptr, nullptr);
  return read == SQLITE_OK ? ok() : Status(error(read));
}

SqliteDatabase::~SqliteDatabase() { sqlite3_close_v2(handle_); }

Error SqliteDatabase::error(int code) const {
  const int kind = code & 0xFF;
  const auto* row = std::find_if(std::begin(kFailures), std::end(kFailures),
                                 [&](const FailureRow& each) { return each.code == kind; });
  if (row != std::end(kFailures)) {
    return fail(row->kind, "{}: {}", path_, row->words);
  }
  const char* message = handle_ == nullptr ? nullptr : sqlite3_errmsg(handle_);
  return fail(kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN ? Code::io : Code::corrupt, "{}: {}",
              path_, message == nullptr ? sqlite3_errstr(code) : message);
}

Result<SqliteRows> SqliteRows::query(SqliteDatabase& database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int prepared = sqlite3_prepare_v2(database.handle(), sql.data(),
                                          static_cast<int>(sql.size()), &statement, nullptr);
  if (prepared != SQLITE_OK) {
    return database.error(prepared);
  }
  return SqliteRows(database, statement);
}

Result<bool> SqliteRows::next() {
  const int step = sqlite3_step(statement_);
  if (step != SQLITE_ROW && step != SQLITE_DONE) {
    return database_->error(step);
  }
  return step == SQLITE_ROW;
}

std::string_view SqliteRows::bytes(int column) const {
  const bool blob = kind(column) == SQLITE_BLOB;
  const void* data = blob ? sqlite3_column_blob(statement_, column)
                          : static_cast<const void*>(sqlite3_column_text(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr
             ? std::string_view()
             : std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

}  // namespace cognate::io
