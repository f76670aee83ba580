#include "io/dictionary/dictionary_source.h"

#include <map>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/allowed_values.h"
#include "io/dictionary/read_draft.h"
#include "io/text_file.h"

namespace cognate::io {
namespace {

Column column_of(DictionaryRow row) {
  Column column;
  column.name = std::move(row.name);
  column.declared_type = std::move(row.type);
  column.description = std::move(row.description);
  column.nullable = row.nullable && !row.primary_key;
  column.unique = row.unique;
  column.primary_key = row.primary_key;
  apply_allowed_values(row.values, column);
  return column;
}

class DictionarySource final : public Source {
 public:
  DictionarySource(std::string path, const std::string& name, std::vector<DictionaryRow> rows,
                   std::string note)
      : path_(std::move(path)), note_(std::move(note)) {
    for (DictionaryRow& row : rows) {
      std::string table = row.table.empty() ? name : row.table;
      const auto [place, is_new] = places_.try_emplace(table, tables_.size());
      if (is_new) {
        tables_.push_back({std::move(table), {}});
      }
      tables_[place->second].rows.push_back(std::move(row));
    }
  }

  Result<std::vector<std::string>> tables() override {
    std::vector<std::string> names;
    for (const Described& each : tables_) {
      names.push_back(each.name);
    }
    return names;
  }

  Result<Table> sample(const std::string& name, const SampleOptions&) override {
    const auto found = places_.find(name);
    if (found == places_.end()) {
      return fail(Code::not_found, "{}: no table \"{}\" is described", path_, name);
    }
    Table table;
    table.name = name;
    table.note = note_;
    for (const DictionaryRow& row : tables_[found->second].rows) {
      table.columns.push_back(column_of(row));
    }
    return table;
  }

 private:
  struct Described {
    std::string name;
    std::vector<DictionaryRow> rows;
  };
  std::string path_;
  std::string note_;
  std::vector<Described> tables_;
  std::map<std::string, std::size_t> places_;
};

Result<std::optional<DictionaryDraft>> read_draft(FileSystem& fs, DictionaryForm form,
                                                  const std::string& path, bool forced) {
  if (form == DictionaryForm::csv) {
    return read_csv_draft(fs, path);
  }
  TRY(const auto file, fs.open(path));
  const std::size_t bytes_max =
      forced ? limits::kDictionaryBytesMax : limits::kDictionaryGuessBytesMax;
  if (file->size() > bytes_max) {
    return forced ? Result<std::optional<DictionaryDraft>>(
                        fail(Code::unsupported, "{}: {} bytes of JSON, where {} are the most", path,
                             file->size(), bytes_max))
                  : std::optional<DictionaryDraft>();
  }
  auto text = TextFile::open(fs, path);
  if (!text) {
    return forced ? Result<std::optional<DictionaryDraft>>(std::move(text).error())
                  : std::optional<DictionaryDraft>();
  }
  return read_json_draft(text->text());
}

}  // namespace

Result<std::unique_ptr<Source>> open_dictionary(FileSystem& fs, DictionaryForm form,
                                                const std::string& path, const std::string& name,
                                                bool forced) {
  TRY(auto draft, read_draft(fs, form, path, forced));
  if (draft) {
    std::erase_if(draft->rows, [](const DictionaryRow& row) { return row.name.empty(); });
  }
  if (forced && (!draft || draft->rows.empty())) {
    return fail(Code::corrupt, "{}: cannot be read as a data dictionary: {}", path,
                form == DictionaryForm::csv
                    ? "its first row needs a name for the columns' names (name, column, field, "
                      "variable) and one for their descriptions, types or allowed values"
                    : "it is neither a JSON Schema nor a list of objects with a name and a "
                      "description, a type or allowed values");
  }
  if (!forced && (!draft || !is_dictionary(*draft))) {
    return std::unique_ptr<Source>();
  }
  std::string note =
      forced ? ""
             : fmt::format(
                   "read as a data dictionary of {} columns; table:{} reads its rows as "
                   "rows",
                   draft->rows.size(), path);
  return std::make_unique<DictionarySource>(path, name, std::move(draft->rows), std::move(note));
}

}  // namespace cognate::io
