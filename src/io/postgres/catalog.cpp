#include "io/postgres/catalog.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/ddl/check_values.h"
#include "io/ddl/column.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

constexpr const char* kColumns =
    "SELECT a.attname, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) "
    "ELSE format_type(a.atttypid, a.atttypmod) END, a.attnotnull OR t.typnotnull, "
    "a.attgenerated <> '', col_description(a.attrelid, a.attnum), "
    "has_column_privilege(a.attrelid, a.attnum, 'SELECT'), "
    "coalesce(nullif(t.typbasetype, 0), t.oid) = 'bytea'::regtype "
    "FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
    "WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

constexpr const char* kEnumLabels =
    "SELECT a.attname, e.enumlabel FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
    "JOIN pg_enum e ON e.enumtypid = coalesce(nullif(t.typbasetype, 0), t.oid) "
    "WHERE a.attrelid = $1::oid AND a.attnum > 0 ORDER BY a.attnum, e.enumsortorder";

constexpr const char* kKeys =
    "SELECT c.contype, a.attname, cardinality(c.conkey) = 1, fn.nspname || '.' || fc.relname || "
    "'.' || fa.attname FROM pg_constraint c "
    "CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, place) "
    "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum "
    "LEFT JOIN pg_class fc ON fc.oid = c.confrelid "
    "LEFT JOIN pg_namespace fn ON fn.oid = fc.relnamespace "
    "LEFT JOIN pg_attribute fa ON fa.attrelid = c.confrelid AND fa.attnum = c.confkey[k.place] "
    "WHERE c.conrelid = $1::oid AND c.contype IN ('p', 'u', 'f') "
    "UNION ALL SELECT 'u', a.attname, true, NULL FROM pg_index i JOIN pg_attribute a "
    "ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = $1::oid "
    "AND i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL AND i.indexprs IS NULL";

constexpr const char* kChecks =
    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::oid "
    "AND contype = 'c'";

std::string repaired(std::string_view text) {
  std::string good;
  append_repaired_utf8(text, good);
  return good;
}

class Description {
 public:
  Description(PostgresConnection& connection, const std::string& oid, const std::stop_token& stop,
              Table& table)
      : connection_(connection), parameters_{oid}, stop_(stop), table_(table) {}

  Result<Described> read() {
    TRY_OK(read_columns());
    TRY_OK(read_labels());
    TRY_OK(read_keys());
    TRY_OK(read_checks());
    TRY(const PostgresRows comment, ask("SELECT obj_description($1::oid, 'pg_class')"));
    table_.description = description_from(comment.text(0, 0));
    return std::move(described_);
  }

 private:
  Result<PostgresRows> ask(const char* sql) { return connection_.query(sql, parameters_, stop_); }

  Status read_columns() {
    TRY(const PostgresRows rows, ask(kColumns));
    for (int i = 0; i < rows.size(); ++i) {
      const std::string name(rows.text(i, 0));
      const bool readable = rows.flag(i, 5);
      places_.try_emplace(name, table_.columns.size());
      Column& column = table_.columns.emplace_back();
      column.name = repaired(name);
      column.declared_type = repaired(rows.text(i, 1));
      column.nullable = !rows.flag(i, 2);
      column.generated = rows.flag(i, 3);
      column.description = description_from(rows.text(i, 4));
      described_.select_list += i == 0 ? "" : ", ";
      described_.select_list += readable ? as_text(postgres_name(name), rows.flag(i, 6)) : "NULL";
      if (!readable) {
        described_.problems.push_back(
            {.line = 0,
             .message = fmt::format("the column {} cannot be read: permission denied", name)});
      }
    }
    described_.allowed.resize(table_.columns.size());
    return ok();
  }

  /// No more of a cell than is kept comes over the wire.
  static std::string as_text(const std::string& name, bool bytes) {
    return bytes ? fmt::format("encode(substring({} FROM 1 FOR 32), 'hex')", name)
                 : fmt::format("left({}::text, {})", name, limits::kCellBytesKept);
  }

  Status read_labels() {
    TRY(const PostgresRows rows, ask(kEnumLabels));
    for (int i = 0; i < rows.size(); ++i) {
      const auto place = places_.find(std::string(rows.text(i, 0)));
      if (place != places_.end()) {
        described_.allowed[place->second].push_back(repaired(rows.text(i, 1)));
      }
    }
    return ok();
  }

  Status read_keys() {
    TRY(const PostgresRows rows, ask(kKeys));
    for (int i = 0; i < rows.size(); ++i) {
      const auto place = places_.find(std::string(rows.text(i, 1)));
      if (place == places_.end()) {
        continue;
      }
      Column& column = table_.columns[place->second];
      const std::string_view kind = rows.text(i, 0);
      if (kind == "f") {
        column.references = repaired(rows.text(i, 3));
        continue;
      }
      column.primary_key = column.primary_key || kind == "p";
      column.unique = column.unique || rows.flag(i, 2);
      column.nullable = column.nullable && kind != "p";
    }
    return ok();
  }

  Status read_checks() {
    TRY(const PostgresRows rows, ask(kChecks));
    for (int i = 0; i < rows.size(); ++i) {
      Cursor cursor(rows.text(i, 0), false);
      cursor.take("CHECK");
      auto lists = parse_check(cursor);
      if (!lists) {
        continue;  // the server understands more than we do
      }
      for (AllowedValues& list : *lists) {
        const auto place = places_.find(list.column);
        if (place != places_.end()) {
          described_.allowed[place->second] = std::move(list.values);
        }
      }
    }
    return ok();
  }

  PostgresConnection& connection_;
  std::array<std::string, 1> parameters_;
  const std::stop_token& stop_;
  Table& table_;
  Described described_;
  std::unordered_map<std::string, std::size_t> places_;  // of columns
};

}  // namespace

const char* const kListTables =
    "SELECT n.nspname, c.relname, c.oid, c.relkind IN ('r', 'p', 'm'), "
    "has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition "
    "AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
    "AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%' "
    "AND ($1::text = '' OR n.nspname = $1) AND ($2::text = '' OR c.relname = $2) "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass "
    "AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2";

const char* const kTableSize =
    "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint, "
    "coalesce(sum(pg_relation_size(c.oid)), 0)::bigint / "
    "current_setting('block_size')::bigint FROM pg_class c "
    "WHERE c.relkind <> 'p' AND (c.oid = $1::oid OR "
    "c.oid IN (SELECT relid FROM pg_partition_tree($1::oid::regclass)))";

Result<Described> describe_table(PostgresConnection& connection, const std::string& oid,
                                 const std::stop_token& stop, Table& table) {
  return Description(connection, oid, stop, table).read();
}

}  // namespace cognate::io
