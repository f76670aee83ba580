#include "schema/column_type.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>

namespace cognate::schema {
namespace {

/// Types that stand near each other share a family.
enum class Family : std::uint8_t { unknown, number, flag, time, contact, key, words };

struct TypeRow {
  std::string_view name;
  Family family;
};
constexpr std::array<TypeRow, kColumnTypes> kTypes = {{
    {"unknown", Family::unknown},   {"integer", Family::number},  {"decimal", Family::number},
    {"percentage", Family::number}, {"money", Family::number},    {"flag", Family::flag},
    {"date", Family::time},         {"time", Family::time},       {"timestamp", Family::time},
    {"email", Family::contact},     {"url", Family::contact},     {"uuid", Family::key},
    {"phone", Family::contact},     {"postal code", Family::key}, {"identifier", Family::key},
    {"code", Family::key},          {"category", Family::words},  {"text", Family::words},
    {"long text", Family::words},
}};

/// How well families go together, where they differ; the order does not matter.
struct FamilyPair {
  Family a;
  Family b;
  double compatibility;
};
constexpr std::array kFamilyPairs = {
    FamilyPair{Family::number, Family::flag, 0.7},  FamilyPair{Family::number, Family::key, 0.5},
    FamilyPair{Family::number, Family::time, 0.25}, FamilyPair{Family::number, Family::words, 0.2},
    FamilyPair{Family::flag, Family::words, 0.5},   FamilyPair{Family::flag, Family::key, 0.3},
    FamilyPair{Family::key, Family::words, 0.6},    FamilyPair{Family::contact, Family::words, 0.3},
    FamilyPair{Family::contact, Family::key, 0.3},  FamilyPair{Family::time, Family::words, 0.2},
};

const TypeRow& row_of(ColumnType type) { return kTypes[static_cast<std::size_t>(type)]; }

/// Kinds of cells that are the type of a column when nearly all of its cells are so.
struct KindRow {
  ValueKind kind;
  ColumnType type;
};
constexpr std::array kKindRows = {
    KindRow{ValueKind::percent, ColumnType::percentage},
    KindRow{ValueKind::money, ColumnType::money},
    KindRow{ValueKind::date, ColumnType::date},
    KindRow{ValueKind::time, ColumnType::time},
    KindRow{ValueKind::timestamp, ColumnType::timestamp},
    KindRow{ValueKind::email, ColumnType::email},
    KindRow{ValueKind::url, ColumnType::url},
    KindRow{ValueKind::uuid, ColumnType::uuid},
    KindRow{ValueKind::phone, ColumnType::phone},
    KindRow{ValueKind::postal_code, ColumnType::postal_code},
};

/// What sources declare, by a part of the declared type's name, first that fits.
struct DeclaredRow {
  std::string_view part;
  ColumnType type;
};
constexpr std::array kDeclared = {
    DeclaredRow{"bool", ColumnType::flag},           DeclaredRow{"bit", ColumnType::flag},
    DeclaredRow{"timestamp", ColumnType::timestamp}, DeclaredRow{"datetime", ColumnType::timestamp},
    DeclaredRow{"interval", ColumnType::unknown},    DeclaredRow{"int", ColumnType::integer},
    DeclaredRow{"serial", ColumnType::integer},      DeclaredRow{"float", ColumnType::decimal},
    DeclaredRow{"double", ColumnType::decimal},      DeclaredRow{"real", ColumnType::decimal},
    DeclaredRow{"dec", ColumnType::decimal},         DeclaredRow{"num", ColumnType::decimal},
    DeclaredRow{"money", ColumnType::money},         DeclaredRow{"date", ColumnType::date},
    DeclaredRow{"time", ColumnType::time},           DeclaredRow{"uuid", ColumnType::uuid},
    DeclaredRow{"char", ColumnType::short_text},     DeclaredRow{"text", ColumnType::short_text},
    DeclaredRow{"string", ColumnType::short_text},   DeclaredRow{"enum", ColumnType::category},
};

ColumnType type_declared(std::string_view declared) {
  std::string lower(declared);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  for (const DeclaredRow& row : kDeclared) {
    if (lower.find(row.part) != std::string::npos) {
      return row.type;
    }
  }
  return ColumnType::unknown;
}

bool has_word(const Name& name, std::span<const std::string_view> words) {
  return std::ranges::any_of(name.words, [&](const std::string& word) {
    return std::ranges::find(words, word) != words.end();
  });
}

/// A column of numbers that its name calls an address or a key.
ColumnType type_of_integers(const KindCounts& counts, const Name& name) {
  constexpr std::array<std::string_view, 4> kPostal = {"zip", "postal", "postcode", "plz"};
  constexpr std::array<std::string_view, 5> kKey = {"id", "key", "uid", "identifier", "pk"};
  if (has_word(name, kPostal)) {
    return ColumnType::postal_code;
  }
  const bool mostly_distinct = counts.distinct * 2 > counts.values();
  return mostly_distinct && has_word(name, kKey) ? ColumnType::identifier : ColumnType::integer;
}

/// A column of text: told by how long its cells are and how often they come again.
ColumnType type_of_text(const KindCounts& counts) {
  constexpr std::size_t kCategoriesMax = 50;
  constexpr std::size_t kRepeats = 4;        // rows a category, on average
  constexpr std::size_t kFreeTextWords = 6;  // words a cell, on average
  if (counts.distinct <= kCategoriesMax && counts.distinct * kRepeats <= counts.values()) {
    return ColumnType::category;
  }
  return counts.words >= kFreeTextWords * counts.values() ? ColumnType::free_text
                                                          : ColumnType::short_text;
}

}  // namespace

std::string_view type_name(ColumnType type) noexcept { return row_of(type).name; }

std::size_t KindCounts::values() const noexcept {
  return std::accumulate(rows.begin() + 1, rows.end(), std::size_t{0});
}

bool is_flag_word(std::string_view cell) noexcept {
  constexpr std::array<std::string_view, 10> kWords = {"0", "1",   "y",  "n",    "t",
                                                       "f", "yes", "no", "true", "false"};
  if (cell.empty() || cell.size() > 5) {
    return false;
  }
  return std::ranges::any_of(kWords, [cell](std::string_view word) {
    return std::ranges::equal(cell, word, [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
    });
  });
}

ColumnType type_of_column(const KindCounts& counts, const Name& name,
                          std::string_view declared_type) {
  const std::size_t values = counts.values();
  if (values == 0) {
    return type_declared(declared_type);
  }
  const auto nearly_all = [values](std::size_t rows) { return rows * 10 >= values * 9; };
  const auto rows = [&counts](ValueKind kind) {
    return counts.rows[static_cast<std::size_t>(kind)];
  };
  if (counts.distinct <= 2 && counts.flag_words == values) {
    return ColumnType::flag;
  }
  for (const KindRow& row : kKindRows) {
    if (nearly_all(rows(row.kind))) {
      return row.type;
    }
  }
  if (nearly_all(rows(ValueKind::date) + rows(ValueKind::timestamp))) {
    return ColumnType::timestamp;
  }
  if (nearly_all(rows(ValueKind::integer))) {
    return type_of_integers(counts, name);
  }
  if (nearly_all(rows(ValueKind::integer) + rows(ValueKind::decimal))) {
    return ColumnType::decimal;
  }
  if (nearly_all(rows(ValueKind::code) + rows(ValueKind::integer) + rows(ValueKind::postal_code) +
                 rows(ValueKind::phone))) {
    return ColumnType::code;
  }
  return type_of_text(counts);
}

double type_compatibility(ColumnType a, ColumnType b) noexcept {
  const Family family_a = row_of(a).family;
  const Family family_b = row_of(b).family;
  if (family_a == Family::unknown || family_b == Family::unknown) {
    return 0.5;
  }
  if (a == b) {
    return 1;
  }
  if (family_a == family_b) {
    return family_a == Family::contact ? 0.1 : 0.8;
  }
  for (const FamilyPair& row : kFamilyPairs) {
    if ((row.a == family_a && row.b == family_b) || (row.a == family_b && row.b == family_a)) {
      return row.compatibility;
    }
  }
  return 0.05;
}

}  // namespace cognate::schema
