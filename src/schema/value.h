#pragma once
// What a single cell is by its looks: a number, a date, an address. Pure functions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cognate::schema {

enum class ValueKind : std::uint8_t {
  null,  ///< empty, or a word for "nothing" ("NULL", "n/a")
  integer,
  decimal,
  percent,
  money,
  date,
  time,
  timestamp,
  email,
  url,
  uuid,
  phone,
  postal_code,
  code,  ///< one word of letters and digits mixed ("CHEMBL626137")
  text,
};
inline constexpr std::size_t kValueKinds = 15;

/// The cell without spaces and quotes around it.
std::string_view trimmed(std::string_view cell);

ValueKind kind_of_value(std::string_view trimmed_cell);

/// The number that a cell holds: also "1,234.5", "12 %", "$ 3.50"; and the day number (days since
/// 0000-03-01) of a date whose order of year, month and day is certain.
std::optional<double> number_of_value(std::string_view trimmed_cell, ValueKind kind);

/// The cell for comparing: letters folded, only letters and digits; a number in its shortest form
/// ("4.0" and "04" are "4"). Appends to `out`, which is emptied first.
void normalize_value(std::string_view trimmed_cell, ValueKind kind, std::string& out);

/// Shape of a cell, runs made one: "AB-1234" is "L-N", "2 Main St." is "N L L.".
void shape_of_value(std::string_view trimmed_cell, std::string& out);

}  // namespace cognate::schema
