#include <charconv>

#include "base/clock.h"
#include "csv/peer.h"
#include "io/duckdb/session.h"

namespace cognate::bench {
namespace {

/// The first cell of the first row as a number, after all rows were fetched.
Result<std::uint64_t> fetch_all(io::DuckDbSession& session, const std::string& sql) {
  TRY(auto rows, io::DuckDbRows::query(session, sql, {}));
  std::uint64_t first = 0;
  for (bool at_first = true;; at_first = false) {
    TRY(const bool more, rows->next());
    if (!more) {
      return first;
    }
    if (at_first) {
      const std::string_view text = rows->text(0);
      std::from_chars(text.data(), text.data() + text.size(), first);
    }
  }
}

}  // namespace

std::optional<PeerTimes> time_duckdb(const std::string& path) {
  auto session = io::DuckDbSession::open(path, path);
  if (!session) {
    return std::nullopt;
  }
  const std::string source = "read_csv(" + io::sql_text(path) + ", all_varchar = true)";
  const Stopwatch counting;
  const auto rows =
      fetch_all(**session, "SELECT CAST(count(COLUMNS(*)) AS VARCHAR) FROM " + source);
  PeerTimes times{.rows = rows ? *rows : 0, .all_seconds = counting.seconds()};
  const Stopwatch sampling;
  const auto sample = fetch_all(**session, "SELECT * FROM " + source + " LIMIT 10000");
  times.sample_seconds = sampling.seconds();
  return rows && sample ? std::optional(times) : std::nullopt;
}

}  // namespace cognate::bench
