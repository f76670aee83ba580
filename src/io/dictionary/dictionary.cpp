#include "io/dictionary/dictionary.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/limits.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

constexpr std::size_t kItemWordsMax = 8;  // of a value; more are a remark

using Words = std::string_view;  // each with a space before and behind

struct RoleRow {
  DictionaryRole role;
  bool certain;
  Words headers;  // lower case letters and digits only
};
constexpr RoleRow kRoles[] = {
    {DictionaryRole::name, true,
     " column columnname fieldname field variable variablename variablefieldname attributename "
     "propertyname dataelement dataelementname elementname colname columnheader "},
    {DictionaryRole::name, false, " name property attribute element "},
    {DictionaryRole::description, true,
     " columndescription fielddescription variabledescription variablelabel fieldlabel "
     "attributedescription "},
    {DictionaryRole::description, false,
     " description definition comment comments desc label meaning explanation "},
    {DictionaryRole::type, true,
     " datatype columntype fieldtype variabletype sqltype dtype valuetype dataformat "},
    {DictionaryRole::type, false, " type format "},
    {DictionaryRole::values, true,
     " allowedvalues permissiblevalues validvalues acceptedvalues valuelist valueset valuedata "
     "codelist enumeration choicescalculationsorsliderlabels permissiblevalue responseoptions "},
    {DictionaryRole::values, false, " values enum codes choices categories levels options "},
    {DictionaryRole::table, true, " tablename entityname formname datasetname "},
    {DictionaryRole::table, false, " table entity form dataset node "},
    {DictionaryRole::required, false, " required mandatory notnull isrequired requiredfield "},
    {DictionaryRole::nullable, false, " nullable isnullable null nullallowed "},
    {DictionaryRole::unique, false, " unique isunique "},
    {DictionaryRole::key, false, " primarykey isprimarykey pk ispk "},
};

/// First words of types.
constexpr Words kTypeWords =
    " string str text char character varchar varchar2 nvarchar nvarchar2 nchar bpchar clob "
    "longtext "
    "mediumtext tinytext int integer int2 int4 int8 int16 int32 int64 long bigint smallint tinyint "
    "mediumint serial bigserial number numeric num decimal dec float float4 float8 float32 float64 "
    "double real money currency bool boolean bit flag date datetime datetime2 smalldatetime time "
    "timestamp timestamptz timestampz year interval uuid guid uniqueidentifier json jsonb xml "
    "binary "
    "varbinary bytea blob array object list enum enumeration categorical category factor ordinal "
    "nominal continuous discrete id identifier url uri email radio dropdown checkbox notes yesno "
    "calc "
    "code coded alphanumeric varying set struct map geometry geography point inet any null ";

bool holds(Words words, std::string_view word) {
  std::string padded = " ";
  padded.append(word).push_back(' ');
  return word.find(' ') == std::string_view::npos && words.find(padded) != std::string_view::npos;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; }
bool is_letter_or_digit(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter_or_digit(c)) {
      out.push_back(lower(c));
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text, std::string_view blank = " \t\r\n") {
  const std::size_t begin = std::min(text.find_first_not_of(blank), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(blank) + 1);
}

std::size_t words_in(std::string_view text) {
  std::size_t words = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ');
  }
  return words;
}

bool is_type(std::string_view text) {
  std::string first;
  for (const char c : trimmed(text)) {
    if (!is_letter_or_digit(c)) {
      break;
    }
    first.push_back(lower(c));
  }
  return holds(kTypeWords, first);
}

bool says_yes(std::string_view text) {
  return holds(" yes y true t 1 x required mandatory notnull pk pri primary unique uni ",
               letters_of(text));
}
bool says_no(std::string_view text) { return holds(" no n false f 0 notnull ", letters_of(text)); }

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.-+") == std::string_view::npos;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    const std::string_view part = trimmed(trimmed(text.substr(0, at)), "\"'`");
    if (!part.empty()) {
      parts.push_back(part);
    }
    if (at == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(at + 1);
  }
}

/// The separator of code and label when all items have it early: "1=Male".
char code_separator(const std::vector<std::string_view>& items, char item_separator) {
  constexpr std::size_t kCodeBytesMax = 24;
  for (const char c : {'=', ',', ':'}) {
    const bool all = std::all_of(items.begin(), items.end(), [&](std::string_view item) {
      const std::size_t at = item.find(c);
      return at > 0 && at <= kCodeBytesMax && at + 1 < item.size();
    });
    if (all && c != item_separator && (c != ',' || item_separator == '|')) {
      return c;
    }
  }
  return 0;
}

/// Shares of a draft's rows.
struct Census {
  double named = 0;
  double distinct = 0;
  double plain = 0;      // names without spaces
  double typed = 0;      // rows with a type
  double types = 0;      // types that are types, of those
  double described = 0;  // rows with a description
  double words = 0;      // of a description
  double listed = 0;     // rows with values
};

Census census_of(const std::vector<DictionaryRow>& rows) {
  Census census;
  std::unordered_set<std::string> names;
  double types = 0;
  double typed = 0;
  double described = 0;
  for (const DictionaryRow& row : rows) {
    census.named += !row.name.empty() && row.name.size() <= 128 && !is_number(row.name);
    census.plain += row.name.find(' ') == std::string::npos;
    names.insert(row.table + '\0' + row.name);
    typed += !row.type.empty();
    types += is_type(row.type);
    described += !row.description.empty();
    census.words += static_cast<double>(words_in(row.description));
    census.listed += row.values.empty() ? 0 : 1;
  }
  const auto all = static_cast<double>(rows.size());
  census.named /= all;
  census.plain /= all;
  census.listed /= all;
  census.distinct = static_cast<double>(names.size()) / all;
  census.typed = typed / all;
  census.types = typed > 0 ? types / typed : 0;
  census.described = described / all;
  census.words = described > 0 ? census.words / described : 0;
  return census;
}

}  // namespace

RoleOfHeader role_of_header(std::string_view header) {
  const std::string letters = letters_of(header);
  for (const RoleRow& row : kRoles) {
    if (!letters.empty() && holds(row.headers, letters)) {
      return {row.role, row.certain};
    }
  }
  return {};
}

void set_role(DictionaryRow& row, DictionaryRole role, std::string_view text) {
  text = trimmed(text);
  switch (role) {
    case DictionaryRole::none:
      return;
    case DictionaryRole::table:
      row.table = text;
      return;
    case DictionaryRole::name:
      row.name = text;
      return;
    case DictionaryRole::description:
      if (row.description.empty()) {
        row.description = utf8_prefix(text, limits::kDescriptionBytesMax);
      }
      return;
    case DictionaryRole::type:
      row.type = text;
      return;
    case DictionaryRole::values:
      row.values = listed_values(text);
      return;
    case DictionaryRole::required:
      row.nullable = !says_yes(text);
      return;
    case DictionaryRole::nullable:
      row.nullable = !says_no(text);
      return;
    case DictionaryRole::unique:
      row.unique = says_yes(text);
      return;
    case DictionaryRole::key:
      row.primary_key = says_yes(text);
      return;
  }
}

std::vector<std::string> listed_values(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('[') && text.ends_with(']')) {
    text = text.substr(1, text.size() - 2);
  }
  char separator = ',';
  for (const char c : {'|', '\n', ';'}) {
    if (text.find(c) != std::string_view::npos) {
      separator = c;
      break;
    }
  }
  const std::vector<std::string_view> items = split(text, separator);
  const bool remark = separator == ',' && std::any_of(items.begin(), items.end(), [](auto item) {
                        return words_in(item) > kItemWordsMax;
                      });
  std::vector<std::string> values;
  if (items.size() < 2 || remark) {
    return values;
  }
  const char code = code_separator(items, separator);
  for (const std::string_view item : items) {
    if (values.size() >= limits::kAllowedValuesMax) {
      break;
    }
    if (code == 0) {
      values.emplace_back(item);
      continue;
    }
    const std::string_view key = trimmed(item.substr(0, item.find(code)));
    const std::string_view label = trimmed(item.substr(item.find(code) + 1));
    if (!is_number(key)) {
      values.emplace_back(key);
    }
    values.emplace_back(label);
  }
  return values;
}

bool is_dictionary(const DictionaryDraft& draft) {
  constexpr std::size_t kRowsMin = 2;
  constexpr double kNearlyAll = 0.95;
  constexpr double kMost = 0.8;
  if (draft.certain) {
    return !draft.rows.empty();
  }
  if (draft.rows.size() < kRowsMin || draft.recognised * 2 < draft.fields) {
    return false;
  }
  const Census census = census_of(draft.rows);
  if (census.named < kNearlyAll || census.distinct < kNearlyAll) {
    return false;
  }
  const bool types = census.typed >= 0.5 && census.types >= kMost;
  const bool descriptions = census.described >= 0.5 && census.words >= 2.5;
  if (draft.certain_name) {
    return types || (descriptions && census.plain >= 0.5);
  }
  const bool lists = census.listed >= 0.3 && draft.recognised == draft.fields;
  return census.plain >= kMost &&
         ((types && (descriptions || census.listed > 0 || census.types >= kNearlyAll)) ||
          (descriptions && lists));
}

}  // namespace cognate::io
