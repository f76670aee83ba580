#include "schema/column_type.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <string>

namespace cognate::schema {
namespace {

/// Types that stand near each other share a family.
enum class Family : std::uint8_t { unknown, number, flag, time, contact, key, words };

struct TypeRow {
  ColumnType type;
  std::string_view name;
  Family family;
  bool told = false;  ///< it says what is meant, not only how it is written
};
constexpr bool kTold = true;
constexpr std::array<TypeRow, kColumnTypes> kTypes = {{
    {ColumnType::unknown, "unknown", Family::unknown},
    {ColumnType::integer, "integer", Family::number},
    {ColumnType::decimal, "decimal", Family::number},
    {ColumnType::percentage, "percentage", Family::number},
    {ColumnType::money, "money", Family::number},
    {ColumnType::flag, "flag", Family::flag},
    {ColumnType::date, "date", Family::time},
    {ColumnType::time, "time", Family::time},
    {ColumnType::timestamp, "timestamp", Family::time},
    {ColumnType::email, "email", Family::contact, kTold},
    {ColumnType::url, "url", Family::contact, kTold},
    {ColumnType::uuid, "uuid", Family::key},
    {ColumnType::phone, "phone", Family::contact, kTold},
    {ColumnType::postal_code, "postal code", Family::key},
    {ColumnType::identifier, "identifier", Family::key},
    {ColumnType::code, "code", Family::key},
    {ColumnType::category, "category", Family::words},
    {ColumnType::short_text, "text", Family::words},
    {ColumnType::free_text, "long text", Family::words},
    {ColumnType::iban, "IBAN", Family::key, kTold},
    {ColumnType::bic, "BIC", Family::key, kTold},
    {ColumnType::card_number, "card number", Family::key, kTold},
    {ColumnType::isin, "ISIN", Family::key, kTold},
    {ColumnType::lei, "LEI", Family::key, kTold},
    {ColumnType::isbn, "ISBN", Family::key, kTold},
    {ColumnType::issn, "ISSN", Family::key, kTold},
    {ColumnType::gtin, "article number", Family::key, kTold},
    {ColumnType::imei, "IMEI", Family::key, kTold},
    {ColumnType::vin, "vehicle number", Family::key, kTold},
    {ColumnType::ssn, "social security number", Family::key, kTold},
    {ColumnType::orcid, "ORCID", Family::key, kTold},
    {ColumnType::ip_address, "IP address", Family::key, kTold},
    {ColumnType::mac_address, "MAC address", Family::key, kTold},
    {ColumnType::hash, "hash", Family::key, kTold},
    {ColumnType::file_path, "file path", Family::words, kTold},
    {ColumnType::media_type, "media type", Family::words, kTold},
    {ColumnType::json, "JSON", Family::words, kTold},
    {ColumnType::version, "version", Family::key, kTold},
    {ColumnType::colour, "colour", Family::key, kTold},
    {ColumnType::duration, "duration", Family::time, kTold},
    {ColumnType::country, "country", Family::words, kTold},
    {ColumnType::country_code, "country code", Family::key, kTold},
    {ColumnType::state, "state", Family::words, kTold},
    {ColumnType::currency, "currency", Family::key, kTold},
    {ColumnType::language, "language", Family::words, kTold},
    {ColumnType::language_code, "language code", Family::key, kTold},
    {ColumnType::time_zone, "time zone", Family::words, kTold},
    {ColumnType::latitude, "latitude", Family::number, kTold},
    {ColumnType::longitude, "longitude", Family::number, kTold},
    {ColumnType::coordinates, "coordinates", Family::words, kTold},
    {ColumnType::year, "year", Family::number, kTold},
    {ColumnType::quarter, "quarter", Family::words, kTold},
    {ColumnType::month, "month", Family::words, kTold},
    {ColumnType::weekday, "weekday", Family::words, kTold},
    {ColumnType::person, "person", Family::words, kTold},
    {ColumnType::sex, "sex", Family::words, kTold},
    {ColumnType::icd, "ICD code", Family::key, kTold},
    {ColumnType::morphology, "morphology code", Family::key, kTold},
    {ColumnType::gene, "gene", Family::key, kTold},
    {ColumnType::ensembl, "Ensembl id", Family::key, kTold},
    {ColumnType::sequence, "nucleotide sequence", Family::words, kTold},
    {ColumnType::cas, "CAS number", Family::key, kTold},
    {ColumnType::inchi_key, "InChIKey", Family::key, kTold},
    {ColumnType::doi, "DOI", Family::key, kTold},
}};

constexpr bool types_stand_in_their_order() {
  for (std::size_t i = 0; i < kColumnTypes; ++i) {
    if (kTypes[i].type != static_cast<ColumnType>(i)) {
      return false;
    }
  }
  return true;
}
static_assert(types_stand_in_their_order());

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

/// Types that go together otherwise than their families do; the order does not matter.
struct TypePair {
  ColumnType a;
  ColumnType b;
  double compatibility;
};
constexpr std::array kTypePairs = {
    TypePair{ColumnType::country, ColumnType::country_code, 0.8},
    TypePair{ColumnType::language, ColumnType::language_code, 0.8},
    TypePair{ColumnType::country_code, ColumnType::language_code, 0.4},  // many are both
    TypePair{ColumnType::country_code, ColumnType::state, 0.4},
    TypePair{ColumnType::country_code, ColumnType::category, 0.8},
    TypePair{ColumnType::language_code, ColumnType::category, 0.8},
    TypePair{ColumnType::currency, ColumnType::category, 0.8},
    TypePair{ColumnType::state, ColumnType::code, 0.8},
    TypePair{ColumnType::isbn, ColumnType::gtin, 0.7},  // both are article numbers
    TypePair{ColumnType::gene, ColumnType::ensembl, 0.6},
    TypePair{ColumnType::gene, ColumnType::category, 0.8},
    TypePair{ColumnType::gene, ColumnType::short_text, 0.8},
    TypePair{ColumnType::icd, ColumnType::category, 0.7},
    TypePair{ColumnType::version, ColumnType::category, 0.7},
    TypePair{ColumnType::year, ColumnType::date, 0.5},
    TypePair{ColumnType::year, ColumnType::timestamp, 0.4},
    TypePair{ColumnType::month, ColumnType::integer, 0.7},
    TypePair{ColumnType::month, ColumnType::date, 0.4},
    TypePair{ColumnType::quarter, ColumnType::integer, 0.7},
    TypePair{ColumnType::quarter, ColumnType::code, 0.8},
    TypePair{ColumnType::weekday, ColumnType::integer, 0.7},
    TypePair{ColumnType::sex, ColumnType::flag, 0.7},
    TypePair{ColumnType::sex, ColumnType::integer, 0.5},
    TypePair{ColumnType::duration, ColumnType::short_text, 0.5},
    TypePair{ColumnType::card_number, ColumnType::integer, 0.7},
    TypePair{ColumnType::gtin, ColumnType::integer, 0.7},
    TypePair{ColumnType::isbn, ColumnType::integer, 0.7},
    TypePair{ColumnType::url, ColumnType::file_path, 0.4},
    TypePair{ColumnType::url, ColumnType::doi, 0.5},
    TypePair{ColumnType::ssn, ColumnType::phone, 0.4},  // written alike
};

const TypeRow& row_of(ColumnType type) { return kTypes[static_cast<std::size_t>(type)]; }

/// Kinds of cells that are the type of a column when nearly all of its cells are so.
struct KindRow {
  ValueKind kind;
  ColumnType type;
  bool certain = true;  ///< else a semantic type that fits goes first: an ISBN reads as a phone
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
    KindRow{ValueKind::phone, ColumnType::phone, false},
    KindRow{ValueKind::postal_code, ColumnType::postal_code, false},
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

/// What the tables say of two types.
constexpr double compatibility_of(const TypeRow& a, const TypeRow& b) {
  constexpr double kOtherMeaning = 0.1;
  constexpr double kOneFamily = 0.8;
  constexpr double kOtherFamily = 0.05;
  const auto is_pair = [](const auto& row, auto one, auto other) {
    return (row.a == one && row.b == other) || (row.a == other && row.b == one);
  };
  if (a.family == Family::unknown || b.family == Family::unknown) {
    return 0.5;
  }
  if (a.type == b.type) {
    return 1;
  }
  for (const TypePair& row : kTypePairs) {
    if (is_pair(row, a.type, b.type)) {
      return row.compatibility;
    }
  }
  if (a.told && b.told) {
    return kOtherMeaning;
  }
  if (a.family == b.family) {
    return kOneFamily;
  }
  for (const FamilyPair& row : kFamilyPairs) {
    if (is_pair(row, a.family, b.family)) {
      return row.compatibility;
    }
  }
  return kOtherFamily;
}

using Compatibility = std::array<std::array<double, kColumnTypes>, kColumnTypes>;
constexpr Compatibility all_compatibilities() {
  Compatibility out{};
  for (std::size_t i = 0; i < kColumnTypes; ++i) {
    for (std::size_t j = 0; j < kColumnTypes; ++j) {
      out[i][j] = compatibility_of(kTypes[i], kTypes[j]);
    }
  }
  return out;
}
constexpr Compatibility kCompatibility = all_compatibilities();

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
      return row.certain || counts.semantic == ColumnType::unknown ? row.type : counts.semantic;
    }
  }
  if (nearly_all(rows(ValueKind::date) + rows(ValueKind::timestamp))) {
    return ColumnType::timestamp;
  }
  if (counts.semantic != ColumnType::unknown) {
    return counts.semantic;
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
  return kCompatibility[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
}

std::vector<std::string_view> compatible_types(std::string_view type) {
  constexpr double kEnough = 0.6;
  const auto* const row = std::ranges::find(kTypes, type, &TypeRow::name);
  if (row == kTypes.end() || row->type == ColumnType::unknown) {
    return {};
  }
  std::vector<TypeRow> rows(kTypes.begin() + 1, kTypes.end());
  const auto fit = [row](const TypeRow& other) { return compatibility_of(*row, other); };
  std::erase_if(rows, [&](const TypeRow& other) { return fit(other) < kEnough; });
  std::ranges::stable_sort(rows, std::greater<>(), fit);
  std::vector<std::string_view> names;
  std::ranges::transform(rows, std::back_inserter(names), &TypeRow::name);
  return names;
}

}  // namespace cognate::schema
