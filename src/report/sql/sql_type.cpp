#include "report/sql/sql_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace cognate::report {
namespace {

/// Types by the words that they begin with, the longer ones first.
struct DeclaredRow {
  std::string_view words;
  SqlKind kind;
  std::size_t bytes = 8;
};
constexpr std::array kDeclared = {
    DeclaredRow{"tinyint", SqlKind::integer, 2},
    DeclaredRow{"smallint", SqlKind::integer, 2},
    DeclaredRow{"smallserial", SqlKind::integer, 2},
    DeclaredRow{"int2", SqlKind::integer, 2},
    DeclaredRow{"bigint", SqlKind::integer, 8},
    DeclaredRow{"bigserial", SqlKind::integer, 8},
    DeclaredRow{"int8", SqlKind::integer, 8},
    DeclaredRow{"int64", SqlKind::integer, 8},
    DeclaredRow{"long", SqlKind::integer, 8},
    DeclaredRow{"interval", SqlKind::text},
    DeclaredRow{"mediumint", SqlKind::integer, 4},
    DeclaredRow{"int", SqlKind::integer, 4},
    DeclaredRow{"serial", SqlKind::integer, 4},
    DeclaredRow{"utinyint", SqlKind::integer, 2},
    DeclaredRow{"usmallint", SqlKind::integer, 4},
    DeclaredRow{"uinteger", SqlKind::integer, 8},
    DeclaredRow{"ubigint", SqlKind::decimal},
    DeclaredRow{"hugeint", SqlKind::decimal},
    DeclaredRow{"dec", SqlKind::decimal},
    DeclaredRow{"numeric", SqlKind::decimal},
    DeclaredRow{"number", SqlKind::decimal},
    DeclaredRow{"money", SqlKind::decimal},
    DeclaredRow{"smallmoney", SqlKind::decimal},
    DeclaredRow{"real", SqlKind::real, 4},
    DeclaredRow{"float4", SqlKind::real, 4},
    DeclaredRow{"float", SqlKind::real, 8},
    DeclaredRow{"double", SqlKind::real, 8},
    DeclaredRow{"bool", SqlKind::flag},
    DeclaredRow{"bit", SqlKind::flag},
    DeclaredRow{"timestamptz", SqlKind::zoned},
    DeclaredRow{"datetimeoffset", SqlKind::zoned},
    DeclaredRow{"timestamp", SqlKind::timestamp},
    DeclaredRow{"datetime", SqlKind::timestamp},
    DeclaredRow{"smalldatetime", SqlKind::timestamp},
    DeclaredRow{"date", SqlKind::date},
    DeclaredRow{"time", SqlKind::time},
    DeclaredRow{"uuid", SqlKind::uuid},
    DeclaredRow{"uniqueidentifier", SqlKind::uuid},
};
constexpr std::array<std::string_view, 6> kSizedTexts = {"varchar",  "char",      "nvarchar",
                                                         "varchar2", "character", "nchar"};

constexpr std::array<std::string_view, 9> kTexts = {
    "text", "tinytext", "mediumtext", "longtext", "ntext", "clob", "string", "bpchar", "name"};

std::string small_letters(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return out;
}

/// "(10, 2)" as numbers; nothing for "(max)".
std::array<std::size_t, 2> numbers_in_brackets(std::string_view text) {
  std::array<std::size_t, 2> out{};
  const std::size_t open = text.find('(');
  std::size_t at = open == std::string_view::npos ? text.size() : open + 1;
  for (std::size_t& number : out) {
    while (at < text.size() && (text[at] == ' ' || text[at] == ',')) {
      ++at;
    }
    const auto* const end = text.data() + text.size();
    at = static_cast<std::size_t>(std::from_chars(text.data() + at, end, number).ptr - text.data());
  }
  return out;
}

bool is_sized_text(std::string_view word) {
  return std::ranges::find(kSizedTexts, word) != kSizedTexts.end();
}

SqlKind kind_of(CellKind kind, SqlDialect dialect) {
  // DuckDB's DECIMAL has a fixed scale; a number of unknown scale is safer in a DOUBLE.
  const SqlKind number = dialect == SqlDialect::duckdb ? SqlKind::real : SqlKind::decimal;
  switch (kind) {
    case CellKind::text:
      return SqlKind::text;
    case CellKind::integer:
      return SqlKind::integer;
    case CellKind::decimal:
    case CellKind::percent:
    case CellKind::money:
      return number;
    case CellKind::flag:
      return SqlKind::flag;
    case CellKind::date:
      return SqlKind::date;
    case CellKind::time:
      return SqlKind::time;
    case CellKind::timestamp:
      return SqlKind::timestamp;
  }
  return SqlKind::text;
}

/// How the dialects write a kind.
struct Names {
  std::string_view duckdb;
  std::string_view postgresql;
};
constexpr std::array kNames = {
    Names{"VARCHAR", "text"},
    Names{"BIGINT", "bigint"},
    Names{"DOUBLE", "numeric"},
    Names{"DOUBLE", "double precision"},
    Names{"BOOLEAN", "boolean"},
    Names{"DATE", "date"},
    Names{"TIME", "time"},
    Names{"TIMESTAMP", "timestamp"},
    Names{"TIMESTAMPTZ", "timestamptz"},
    Names{"UUID", "uuid"},
};

std::string_view chosen(const Names& names, SqlDialect dialect) {
  return dialect == SqlDialect::duckdb ? names.duckdb : names.postgresql;
}

}  // namespace

SqlType declared_sql_type(std::string_view declared) {
  const std::string lower = small_letters(declared);
  const std::string_view text = lower;
  const std::string_view word = text.substr(0, text.find_first_of(" ("));
  if (text.find('[') != std::string_view::npos) {
    return {};  // an array
  }
  const auto [first, second] = numbers_in_brackets(text);
  if (is_sized_text(word)) {
    return {.kind = SqlKind::text, .length = first};
  }
  const auto* const row = std::ranges::find_if(
      kDeclared, [text](const DeclaredRow& each) { return text.starts_with(each.words); });
  if (row == kDeclared.end()) {
    return {};
  }
  SqlType type{.kind = row->kind, .bytes = row->bytes};
  if (row->kind == SqlKind::decimal) {
    type.precision = first;
    type.scale = second;
  }
  if (row->kind == SqlKind::integer && text.find("unsigned") != std::string_view::npos) {
    type.bytes = std::min<std::size_t>(2 * type.bytes, 8);
  }
  if (row->kind == SqlKind::timestamp && text.find("with time zone") != std::string_view::npos) {
    type.kind = SqlKind::zoned;
  }
  return type;
}

bool is_own_sql_type(std::string_view declared) {
  const std::string lower = small_letters(declared);
  const std::string_view word = std::string_view(lower).substr(0, lower.find_first_of(" ("));
  const bool is_text = is_sized_text(word) || std::ranges::find(kTexts, word) != kTexts.end();
  return !lower.empty() && (lower.find('[') != std::string::npos ||
                            (declared_sql_type(declared) == SqlType{} && !is_text));
}

SqlType sql_type_of(const MappedColumn& column, SqlDialect dialect) {
  return column.declared_type.empty() ? SqlType{.kind = kind_of(column.format.kind, dialect)}
                                      : declared_sql_type(column.declared_type);
}

std::string type_in_sql(const SqlType& type, SqlDialect dialect) {
  constexpr std::size_t kDuckDbDigitsMax = 38;
  const bool duckdb = dialect == SqlDialect::duckdb;
  if (type.kind == SqlKind::text && type.length > 0) {
    return fmt::format("{}({})", duckdb ? "VARCHAR" : "varchar", type.length);
  }
  if (type.kind == SqlKind::integer && type.bytes < 8) {
    return type.bytes == 2 ? (duckdb ? "SMALLINT" : "smallint") : (duckdb ? "INTEGER" : "integer");
  }
  if (type.kind == SqlKind::real && type.bytes < 8) {
    return duckdb ? "FLOAT" : "real";
  }
  if (type.kind == SqlKind::decimal && type.precision > 0 &&
      (!duckdb || type.precision <= kDuckDbDigitsMax)) {
    return fmt::format("{}({},{})", duckdb ? "DECIMAL" : "numeric", type.precision, type.scale);
  }
  return std::string(chosen(kNames[static_cast<std::size_t>(type.kind)], dialect));
}

}  // namespace cognate::report
