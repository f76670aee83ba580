#pragma once
// A connection to a PostgreSQL server, and the rows of a query. Private to this folder. Used by one
// thread at a time.
//
// Only SQL that this folder writes is run; names go through postgres_name, values are parameters.
// Every transaction is begun READ ONLY.

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "io/postgres/library.h"

namespace cognate::io {

/// "a name" as SQL writes it.
std::string postgres_name(std::string_view name);

/// What a query gave, as text.
class PostgresRows {
 public:
  PostgresRows(const Postgres& api, PGresult* result) : api_(&api), result_(result) {}
  PostgresRows(PostgresRows&& other) noexcept
      : api_(other.api_), result_(std::exchange(other.result_, nullptr)) {}
  PostgresRows& operator=(PostgresRows&&) = delete;
  ~PostgresRows() { api_->clear(result_); }

  int size() const { return api_->ntuples(result_); }
  bool is_null(int row, int column) const { return api_->getisnull(result_, row, column) != 0; }
  /// Empty for a null. Valid as long as this is.
  std::string_view text(int row, int column) const {
    return {api_->getvalue(result_, row, column),
            static_cast<std::size_t>(api_->getlength(result_, row, column))};
  }
  bool flag(int row, int column) const { return text(row, column) == "t"; }

 private:
  const Postgres* api_;
  PGresult* result_;
};

/// What of a URL is ours: ?schema= and ?table=. `url` is what is left for libpq.
struct PostgresUrl {
  std::string url;
  std::string schema;
  std::string table;
};
PostgresUrl split_postgres_url(const std::string& url);

class PostgresConnection {
 public:
  /// `shown` is what messages call it. Errors: invalid_argument, unavailable.
  static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url,
                                                          const std::string& shown);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  const std::string& shown() const noexcept { return shown_; }

  /// Errors: corrupt (the server refuses; its words), io (no permission), unavailable (it answers
  /// no more), deadline.
  Result<PostgresRows> query(const std::string& sql, std::span<const std::string> parameters,
                             const std::stop_token& stop);
  Status run(const std::string& sql, const std::stop_token& stop);
  /// Ends the transaction in hand, whatever became of it.
  void roll_back();

 private:
  PostgresConnection(const Postgres& api, std::string shown)
      : api_(api), shown_(std::move(shown)) {}
  Status connect(const std::string& url);
  Status wait(const std::stop_token& stop);
  void finish_query(const std::stop_token& stop);
  void cancel();
  Error error_of(PGresult* result) const;
  Error lost() const;

  const Postgres& api_;
  std::string shown_;
  std::string password_;
  PGconn* connection_ = nullptr;
};

}  // namespace cognate::io
