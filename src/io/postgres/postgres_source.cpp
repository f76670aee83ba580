#include "io/postgres/postgres_source.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "io/address.h"
#include "io/allowed_values.h"
#include "io/ddl/check_values.h"
#include "io/postgres/catalog.h"
#include "io/postgres/connection.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

/// A row of the sample is taken from tables up to so many times as large by their start.
constexpr double kLimitFactor = 2;
constexpr double kPagesCounted = 64;  // where the server never counted its rows

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string repaired(std::string_view text) {
  std::string good;
  append_repaired_utf8(text, good);
  std::erase(good, '\0');
  return good;
}

/// A table as the catalogue lists it.
struct Listed {
  std::string schema;
  std::string name;
  std::string oid;
  bool has_pages = false;  // a table, not a view or a foreign one

  std::string shown() const { return schema + '.' + name; }
};

class PostgresSource final : public Source {
 public:
  PostgresSource(std::unique_ptr<PostgresConnection> connection, PostgresUrl url)
      : connection_(std::move(connection)), url_(std::move(url)) {}

  Result<std::vector<std::string>> tables() override {
    TRY_OK(list({}));
    std::vector<std::string> names;
    for (const Listed& each : listed_) {
      names.push_back(each.shown());
    }
    return names;
  }

  std::vector<Problem> left_out() const override { return left_out_; }

  Result<Table> sample(const std::string& name, const SampleOptions& options) override {
    TRY_OK(list(options.stop));
    const auto found = std::find_if(listed_.begin(), listed_.end(),
                                    [&](const Listed& each) { return each.shown() == name; });
    if (found == listed_.end()) {
      return fail(Code::not_found, "{}: no table \"{}\"", connection_->shown(), name);
    }
    TRY_OK(begin(options.stop));
    auto table = sample_listed(*found, options);
    connection_->roll_back();
    return table;
  }

 private:
  /// A transaction that may only read and sees one moment. Nobody's objects are found by a short
  /// name in it.
  Status begin(const std::stop_token& stop) {
    TRY_OK(connection_->run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", stop));
    const std::string timeout = fmt::format("{}s", limits::kDatabaseStatementSeconds);
    for (const std::string& setting :
         {fmt::format("statement_timeout = '{}'", timeout), fmt::format("lock_timeout = '10s'"),
          std::string("search_path = pg_catalog"), std::string("datestyle = 'ISO, YMD'"),
          std::string("intervalstyle = 'iso_8601'"), std::string("bytea_output = 'hex'")}) {
      TRY_OK(connection_->run("SET LOCAL " + setting, stop));
    }
    return ok();
  }

  Status list(const std::stop_token& stop) {
    if (is_listed_) {
      return ok();
    }
    TRY_OK(begin(stop));
    const std::array parameters = {url_.schema, url_.table};
    TRY(const PostgresRows rows, connection_->query(kListTables, parameters, stop));
    connection_->roll_back();
    for (int i = 0; i < rows.size() && listed_.size() < limits::kTablesMax; ++i) {
      Listed table{.schema = std::string(rows.text(i, 0)),
                   .name = std::string(rows.text(i, 1)),
                   .oid = std::string(rows.text(i, 2)),
                   .has_pages = rows.flag(i, 3)};
      if (rows.flag(i, 4)) {
        listed_.push_back(std::move(table));
      } else {
        left_out_.push_back({.line = 0,
                             .message = table.shown() + " cannot be read: permission "
                                                        "denied"});
      }
    }
    if (listed_.empty()) {
      return fail(Code::not_found, "{}: no table that may be read{}", connection_->shown(),
                  left_out_.empty() ? "" : " (" + left_out_[0].message + ")");
    }
    is_listed_ = true;
    return ok();
  }

  Result<Table> sample_listed(const Listed& listed, const SampleOptions& options) {
    Table table;
    table.name = listed.name;
    TRY(Described described, describe_table(*connection_, listed.oid, options.stop, table));
    TRY_OK(read_rows(listed, described, options, table));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      apply_allowed_values(described.allowed[i], table.columns[i]);
    }
    // Where one table was left to be chosen by itself, the others are not passed over in silence.
    if (listed_.size() == 1) {
      add_problems(left_out_, table);
    }
    add_problems(described.problems, table);
    return table;
  }

  static void add_problems(const std::vector<Problem>& problems, Table& table) {
    table.problem_count += problems.size();
    for (const Problem& each : problems) {
      if (table.problems.size() < limits::kProblemsKept) {
        table.problems.push_back(each);
      }
    }
  }

  Status read_rows(const Listed& listed, const Described& described, const SampleOptions& options,
                   Table& table) {
    const std::string from = from_clause(listed);
    TRY(const std::string pages, sample_clause(listed, options));
    TRY(const bool all, take(described.select_list + from + pages, options, table));
    if (!pages.empty() && table.rows_sampled == 0) {
      TRY_OK(take(described.select_list + from, options, table));  // the server's figures were old
    } else if (pages.empty() && all) {
      table.rows_total = table.rows_sampled;
    }
    return ok();
  }

  static std::string from_clause(const Listed& listed) {
    return " FROM " + postgres_name(listed.schema) + '.' + postgres_name(listed.name);
  }

  static std::string pages_clause(double percent) {
    return fmt::format(" TABLESAMPLE SYSTEM ({:.6f}) REPEATABLE (42)", std::min(percent, 100.));
  }

  /// By the rows of a few pages.
  Result<double> estimate_rows(const Listed& listed, double pages, const std::stop_token& stop) {
    const double percent = 100 * kPagesCounted / pages;
    const std::string count = "SELECT count(*)" + from_clause(listed) + pages_clause(percent);
    TRY(const PostgresRows rows, connection_->query(count, {}, stop));
    return static_cast<double>(number_of(rows.text(0, 0))) * 100 / std::min(percent, 100.);
  }

  /// " TABLESAMPLE ..": pages spread over a large table; nothing for a small one.
  Result<std::string> sample_clause(const Listed& listed, const SampleOptions& options) {
    if (!listed.has_pages) {
      return std::string();
    }
    const std::array parameters = {listed.oid};
    TRY(const PostgresRows rows, connection_->query(kTableSize, parameters, options.stop));
    const auto counted = static_cast<double>(number_of(rows.text(0, 0)));
    const auto pages = static_cast<double>(number_of(rows.text(0, 1)));
    const auto wanted = static_cast<double>(options.rows_max);
    double estimate = counted;
    if (counted == 0 && pages > 0) {
      TRY(estimate, estimate_rows(listed, pages, options.stop));
    }
    if (estimate <= wanted * kLimitFactor || pages < 2) {
      return std::string();
    }
    // How many pages TABLESAMPLE takes varies by the root of their number.
    const double needed = std::max(pages * wanted / estimate, 1.);
    return pages_clause(100 * (needed + 2 * std::sqrt(needed)) / pages);
  }

  /// Adds rows until the sample is full; true when the rows ended before.
  Result<bool> take(const std::string& select, const SampleOptions& options, Table& table) {
    const std::size_t row_bytes =
        limits::kCellBytesKept * std::max<std::size_t>(table.columns.size(), 1);
    const std::size_t block =
        std::clamp<std::size_t>(limits::kDatabaseFetchBytes / row_bytes, 1, 2000);
    TRY_OK(connection_->run("DECLARE sample NO SCROLL CURSOR FOR SELECT " + select, options.stop));
    std::size_t bytes_left = options.bytes_max;
    while (true) {
      const std::size_t left = options.rows_max - table.rows_sampled;
      const std::string fetch =
          fmt::format("FETCH FORWARD {} FROM sample", std::min(block, left + 1));
      TRY(const PostgresRows rows, connection_->query(fetch, {}, options.stop));
      for (int i = 0; i < rows.size(); ++i) {
        if (table.rows_sampled == options.rows_max || !add(rows, i, bytes_left, table)) {
          TRY_OK(connection_->run("CLOSE sample", options.stop));
          return false;
        }
      }
      if (rows.size() == 0) {
        TRY_OK(connection_->run("CLOSE sample", options.stop));
        return true;
      }
    }
  }

  /// False when the row is more than the bytes that are left.
  static bool add(const PostgresRows& rows, int row, std::size_t& bytes_left, Table& table) {
    const auto width = static_cast<int>(table.columns.size());
    std::size_t bytes = 0;
    for (int c = 0; c < width; ++c) {
      bytes += std::min(rows.text(row, c).size(), limits::kCellBytesKept);
    }
    if (bytes > bytes_left) {
      return false;
    }
    bytes_left -= bytes;
    for (int c = 0; c < width; ++c) {
      Cells& cells = table.columns[static_cast<std::size_t>(c)].cells;
      if (rows.is_null(row, c)) {
        cells.push_null();
      } else {
        cells.push(utf8_prefix(repaired(rows.text(row, c)), limits::kCellBytesKept));
      }
    }
    ++table.rows_sampled;
    return true;
  }

  std::unique_ptr<PostgresConnection> connection_;
  PostgresUrl url_;
  bool is_listed_ = false;
  std::vector<Listed> listed_;
  std::vector<Problem> left_out_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_postgres_source(const std::string& url) {
  PostgresUrl parts = split_postgres_url(url);
  TRY(auto connection, PostgresConnection::open(parts.url, shown_address(url)));
  return std::make_unique<PostgresSource>(std::move(connection), std::move(parts));
}

}  // namespace cognate::io
