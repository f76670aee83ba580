#pragma once
// What one cell says for a type: how much likelier it is to stand in a column of the type than in
// another column of cells that look like it, in bits; negative where it is less likely, and kNever
// where it can be none of the type. A cell with a check digit of ten that is right says 3.3.
// REQUIRES: the cell is trimmed and not empty. Pure functions.

#include <string_view>

namespace cognate::schema {

inline constexpr double kNever = -1000;

// numbers.cpp: numbers that banks, trade and offices give out
double bits_of_iban(std::string_view cell);         // ISO 13616
double bits_of_bic(std::string_view cell);          // ISO 9362
double bits_of_card_number(std::string_view cell);  // ISO/IEC 7812
double bits_of_isin(std::string_view cell);         // ISO 6166
double bits_of_lei(std::string_view cell);          // ISO 17442
double bits_of_isbn(std::string_view cell);         // ISO 2108
double bits_of_issn(std::string_view cell);         // ISO 3297
double bits_of_gtin(std::string_view cell);         // GS1: EAN, UPC
double bits_of_imei(std::string_view cell);         // 3GPP TS 23.003
double bits_of_vin(std::string_view cell);          // ISO 3779
double bits_of_ssn(std::string_view cell);          // Social Security Administration
double bits_of_orcid(std::string_view cell);        // ISO 27729

// machines.cpp: what programs write
double bits_of_ip_address(std::string_view cell);   // RFC 4291, with the length of a prefix or not
double bits_of_mac_address(std::string_view cell);  // IEEE 802
double bits_of_hash(std::string_view cell);         // MD5 to SHA-512 in hexadecimal
double bits_of_file_path(std::string_view cell);
double bits_of_media_type(std::string_view cell);  // RFC 6838
double bits_of_json(std::string_view cell);        // an object or a list
double bits_of_version(std::string_view cell);     // three numbers and more
double bits_of_colour(std::string_view cell);      // #RRGGBB
double bits_of_duration(std::string_view cell);    // ISO 8601

// places.cpp: places, languages, parts of dates
double bits_of_country(std::string_view cell);
double bits_of_country_code(std::string_view cell);
double bits_of_state(std::string_view cell);
double bits_of_currency(std::string_view cell);
double bits_of_language(std::string_view cell);
double bits_of_language_code(std::string_view cell);  // BCP 47: language, and region or not
double bits_of_time_zone(std::string_view cell);
double bits_of_latitude(std::string_view cell);
double bits_of_longitude(std::string_view cell);
double bits_of_coordinates(std::string_view cell);  // latitude and longitude, or a WKT point
double bits_of_year(std::string_view cell);
double bits_of_quarter(std::string_view cell);
double bits_of_month(std::string_view cell);
double bits_of_weekday(std::string_view cell);

// life.cpp: people, medicine, biology, chemistry, publications
double bits_of_person(std::string_view cell);
double bits_of_sex(std::string_view cell);
double bits_of_icd(std::string_view cell);         // ICD-10
double bits_of_morphology(std::string_view cell);  // ICD-O-3
double bits_of_gene(std::string_view cell);
double bits_of_ensembl(std::string_view cell);
double bits_of_sequence(std::string_view cell);  // DNA, RNA
double bits_of_cas(std::string_view cell);
double bits_of_inchi_key(std::string_view cell);
double bits_of_doi(std::string_view cell);  // ISO 26324

}  // namespace cognate::schema
