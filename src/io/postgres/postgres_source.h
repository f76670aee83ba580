#pragma once
// Tables of a PostgreSQL server. In a build without libpq this says so.

#include <memory>
#include <string>

#include "cognate/table.h"

namespace cognate::io {

/// Tables and views of the database that `url` names (postgresql://user@host:port/db), all or those
/// of ?schema=.. and ?table=.., called schema.table. Everything runs in transactions that may only
/// read; a statement may take limits::kDatabaseStatementSeconds. Tables that this user may not read
/// are left out, and noted in each Table. Nothing that is said holds the password.
///
/// Errors: invalid_argument (no such URL), unavailable (no connection; the connection is lost; no
/// libpq), not_found (nothing that may be read), deadline, unsupported (built without libpq).
Result<std::unique_ptr<Source>> open_postgres_source(const std::string& url);

}  // namespace cognate::io
