// Dictionaries as CSV.

#include <algorithm>

#include "base/limits.h"
#include "io/csv_file.h"
#include "io/dictionary/read_draft.h"

namespace cognate::io {
namespace {

/// What each column of the file tells; of two columns for one thing the first counts, unless the
/// second is certain where the first was not.
std::vector<DictionaryRole> roles_of(const CsvRow& header, std::size_t width,
                                     DictionaryDraft& draft) {
  std::vector<RoleOfHeader> found(width);
  for (std::size_t i = 0; i < width; ++i) {
    found[i] = role_of_header(header[i]);
    for (std::size_t j = 0; j < i; ++j) {
      if (found[j].role == found[i].role) {
        (found[i].certain && !found[j].certain ? found[j] : found[i]) = {};
      }
    }
  }
  std::vector<DictionaryRole> roles;
  draft.fields = width;
  for (const RoleOfHeader& each : found) {
    roles.push_back(each.role);
    draft.recognised += each.role != DictionaryRole::none;
    draft.certain_name = draft.certain_name || (each.role == DictionaryRole::name && each.certain);
  }
  return roles;
}

bool tells(const std::vector<DictionaryRole>& roles, DictionaryRole role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

}  // namespace

Result<std::optional<DictionaryDraft>> read_csv_draft(FileSystem& fs, const std::string& path) {
  constexpr std::size_t kFieldsMax = 200;  // no dictionary is as wide
  TRY(CsvFile file, CsvFile::open(fs, path));
  ProblemLog log(path, false);
  CsvReader reader = file.rows(log, {}, limits::kDictionaryCellBytesMax);
  CsvRow row;
  TRY(const bool any, reader.next(row));
  const std::size_t width = file.format().dialect.width;
  DictionaryDraft draft;
  if (!any || width > kFieldsMax || width < 2) {
    return std::optional<DictionaryDraft>();
  }
  const std::vector<DictionaryRole> roles = roles_of(row, width, draft);
  if (!tells(roles, DictionaryRole::name) ||
      (!tells(roles, DictionaryRole::description) && !tells(roles, DictionaryRole::type) &&
       !tells(roles, DictionaryRole::values))) {
    return std::optional<DictionaryDraft>();
  }
  while (draft.rows.size() < limits::kColumnsMax) {
    TRY(const bool more, reader.next(row));
    if (!more) {
      break;
    }
    DictionaryRow& added = draft.rows.emplace_back();
    for (std::size_t i = 0; i < width; ++i) {
      if (!is_null_cell(row[i], row.cells[i].quoted)) {
        set_role(added, roles[i], row[i]);
      }
    }
  }
  return std::optional(std::move(draft));
}

}  // namespace cognate::io
