#include "schema/semantic_type.h"

#include <algorithm>
#include <array>
#include <string>

#include "schema/semantic/cell_tests.h"

namespace cognate::schema {
namespace {

constexpr double kBitsMin = 13;    // by chance one column in 8,000
constexpr double kOnlyNamed = 13;  // types that cells alone never tell

constexpr std::array kRows = {
    SemanticRow{ColumnType::iban, bits_of_iban, "iban"},
    SemanticRow{ColumnType::bic, bits_of_bic, "bic swift"},
    SemanticRow{ColumnType::card_number, bits_of_card_number, "card cc creditcard pan"},
    SemanticRow{ColumnType::isin, bits_of_isin, "isin"},
    SemanticRow{ColumnType::lei, bits_of_lei, "lei"},
    SemanticRow{ColumnType::isbn, bits_of_isbn, "isbn"},
    SemanticRow{ColumnType::issn, bits_of_issn, "issn"},
    SemanticRow{ColumnType::gtin, bits_of_gtin, "ean gtin upc barcode"},
    SemanticRow{ColumnType::imei, bits_of_imei, "imei"},
    SemanticRow{ColumnType::vin, bits_of_vin, "vin"},
    SemanticRow{ColumnType::ssn, bits_of_ssn, "ssn social"},
    SemanticRow{ColumnType::orcid, bits_of_orcid, "orcid"},
    SemanticRow{ColumnType::ip_address, bits_of_ip_address, "ip"},
    SemanticRow{ColumnType::mac_address, bits_of_mac_address, "mac"},
    SemanticRow{ColumnType::hash, bits_of_hash, "hash sha md digest checksum"},
    SemanticRow{ColumnType::file_path, bits_of_file_path, "path file folder directory"},
    SemanticRow{ColumnType::media_type, bits_of_media_type, "mime media"},
    SemanticRow{ColumnType::json, bits_of_json, "json"},
    SemanticRow{ColumnType::version, bits_of_version, "version release"},
    SemanticRow{ColumnType::colour, bits_of_colour, "colour color"},
    SemanticRow{ColumnType::duration, bits_of_duration, "duration"},
    SemanticRow{ColumnType::country, bits_of_country, "country nation"},
    SemanticRow{ColumnType::country_code, bits_of_country_code, "country nation"},
    SemanticRow{ColumnType::state, bits_of_state, "state"},
    SemanticRow{ColumnType::currency, bits_of_currency, "currency"},
    SemanticRow{ColumnType::language, bits_of_language, "language lang"},
    SemanticRow{ColumnType::language_code, bits_of_language_code, "language lang locale"},
    SemanticRow{ColumnType::time_zone, bits_of_time_zone, "timezone tz zone"},
    SemanticRow{ColumnType::latitude, bits_of_latitude, "latitude lat", kOnlyNamed},
    SemanticRow{ColumnType::longitude, bits_of_longitude, "longitude lon lng long", kOnlyNamed},
    SemanticRow{ColumnType::coordinates, bits_of_coordinates, "coordinates location geo"},
    SemanticRow{ColumnType::year, bits_of_year, "year yr jahr annee ano"},
    SemanticRow{ColumnType::quarter, bits_of_quarter, "quarter qtr"},
    SemanticRow{ColumnType::month, bits_of_month, "month mth monat mois mes"},
    SemanticRow{ColumnType::weekday, bits_of_weekday, "weekday dow wochentag"},
    SemanticRow{ColumnType::person, bits_of_person, "firstname lastname surname forename person"},
    SemanticRow{ColumnType::sex, bits_of_sex, "sex gender"},
    SemanticRow{ColumnType::icd, bits_of_icd, "icd"},
    SemanticRow{ColumnType::morphology, bits_of_morphology, "morphology"},
    SemanticRow{ColumnType::gene, bits_of_gene, "gene hugo"},
    SemanticRow{ColumnType::ensembl, bits_of_ensembl, "ensembl"},
    SemanticRow{ColumnType::sequence, bits_of_sequence, "sequence dna rna"},
    SemanticRow{ColumnType::cas, bits_of_cas, "cas"},
    SemanticRow{ColumnType::inchi_key, bits_of_inchi_key, "inchikey"},
    SemanticRow{ColumnType::doi, bits_of_doi, "doi"},
};

bool names(std::string_view words, const Name& name) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (std::ranges::find(name.words, words.substr(0, end)) != name.words.end()) {
      return true;
    }
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

/// How many cells may speak against a type: a tenth, and of five one.
std::size_t strays_max(std::size_t cells) {
  return std::max<std::size_t>(cells / 10, cells >= 5 ? 1 : 0);
}

/// What the cells speak for the type together; kNever where too many speak against it.
double bits_of(const SemanticRow& row, std::span<const std::string_view> cells) {
  double sum = 0;
  std::size_t strays = 0;
  for (const std::string_view cell : cells) {
    const double bits = row.bits(cell);
    if (bits > kNever) {
      sum += bits;
    } else if (++strays > strays_max(cells.size())) {
      return kNever;
    }
  }
  return sum;
}

}  // namespace

std::span<const SemanticRow> semantic_rows() { return kRows; }

ColumnType semantic_type_of(std::span<const std::string_view> cells, const Name& name) {
  ColumnType best = ColumnType::unknown;
  double most = kBitsMin;
  for (const SemanticRow& row : kRows) {
    const double bits = bits_of(row, cells);
    const double with_name = bits + (bits > 0 && names(row.words, name) ? row.name_bits : 0);
    if (with_name > most) {
      most = with_name;
      best = row.type;
    }
  }
  return best;
}

}  // namespace cognate::schema
