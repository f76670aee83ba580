#pragma once
// A data dictionary: a document whose rows describe columns. What its rows say, and whether they
// are such rows at all or those of an ordinary table. Plain values, pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cognate::io {

/// What a column (or a JSON field) of a dictionary tells.
enum class DictionaryRole : std::uint8_t {
  none,
  table,
  name,
  description,
  type,
  values,
  required,
  nullable,
  unique,
  key,
};

struct RoleOfHeader {
  DictionaryRole role = DictionaryRole::none;
  bool certain = false;  ///< "column_name" is, "name" may be anything's name
};

/// Told by known words, whatever their case and punctuation.
RoleOfHeader role_of_header(std::string_view header);

/// What is said of one column.
struct DictionaryRow {
  std::string table;
  std::string name;
  std::string description;
  std::string type;
  std::vector<std::string> values;
  bool nullable = true;
  bool unique = false;
  bool primary_key = false;
};

/// Sets what `role` tells in `row` to what the text says.
void set_role(DictionaryRow& row, DictionaryRole role, std::string_view text);

/// The allowed values that a cell lists: separated by "|", ";", line ends or commas, as a list in
/// brackets, or with codes ("1, Male | 2, Female", "m=male; f=female"). Empty where the text is a
/// remark rather than a list.
std::vector<std::string> listed_values(std::string_view text);

/// Rows that may be those of a dictionary, and what speaks for it.
struct DictionaryDraft {
  std::vector<DictionaryRow> rows;
  std::size_t fields = 0;      ///< of a row
  std::size_t recognised = 0;  ///< of them, those with a role
  bool certain_name = false;   ///< see RoleOfHeader
  bool certain = false;        ///< a form that nothing else has: JSON Schema
};

/// Conservative: an ordinary table of names and descriptions is none. There must be names that look
/// like columns', no two alike, with types that are types or descriptions in words, and at least
/// half of the fields must be a dictionary's.
bool is_dictionary(const DictionaryDraft& draft);

}  // namespace cognate::io
