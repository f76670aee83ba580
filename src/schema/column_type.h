#pragma once
// What a column holds as a whole, told from its cells, its name and what the source declares.
// Pure functions.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "schema/name.h"
#include "schema/value.h"

namespace cognate::schema {

enum class ColumnType : std::uint8_t {
  unknown,  ///< no values and nothing declared
  integer,
  decimal,
  percentage,
  money,
  flag,
  date,
  time,
  timestamp,
  email,
  url,
  uuid,
  phone,
  postal_code,
  identifier,
  code,
  category,
  short_text,
  free_text,
  // From here on told by semantic_type.h.
  iban,
  bic,
  card_number,
  isin,
  lei,
  isbn,
  issn,
  gtin,
  imei,
  vin,
  ssn,
  orcid,
  ip_address,
  mac_address,
  hash,
  file_path,
  media_type,
  json,
  version,
  colour,
  duration,
  country,
  country_code,
  state,
  currency,
  language,
  language_code,
  time_zone,
  latitude,
  longitude,
  coordinates,
  year,
  quarter,
  month,
  weekday,
  person,
  sex,
  icd,
  morphology,
  gene,
  ensembl,
  sequence,
  cas,
  inchi_key,
  doi,
  count
};
inline constexpr std::size_t kColumnTypes = static_cast<std::size_t>(ColumnType::count);
inline constexpr std::size_t kSemanticTypes =
    kColumnTypes - static_cast<std::size_t>(ColumnType::iban);

/// The type in words for people, for example "postal code".
std::string_view type_name(ColumnType type) noexcept;

/// What the cells of a column are, counted.
struct KindCounts {
  std::array<std::size_t, kValueKinds> rows{};  ///< by ValueKind
  std::size_t flag_words = 0;                   ///< cells such as "yes", "F", "0", "true"
  std::size_t distinct = 0;
  std::size_t words = 0;                      ///< in all cells that are not null, split at spaces
  ColumnType semantic = ColumnType::unknown;  ///< what semantic_type_of says of the distinct cells

  std::size_t values() const noexcept;  ///< cells that are not null
};

/// Whether the cell is one of the words that flags are written with.
bool is_flag_word(std::string_view trimmed_cell) noexcept;

ColumnType type_of_column(const KindCounts& counts, const Name& name,
                          std::string_view declared_type);

/// How well a column of one type can carry the values of the other, 0 to 1; 0.5 where one of them
/// is unknown.
double type_compatibility(ColumnType a, ColumnType b) noexcept;

/// The names of the types that a column of the named type can exchange values with: itself first,
/// then the others of a compatibility of 0.6 and more, best first; nothing for unknown and for what
/// is no name of a type.
std::vector<std::string_view> compatible_types(std::string_view type);

}  // namespace cognate::schema
