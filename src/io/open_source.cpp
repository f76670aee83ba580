#include "io/open_source.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "io/address.h"
#include "io/csv_source.h"
#include "io/ddl/ddl_source.h"
#include "io/dictionary/dictionary_source.h"
#include "io/duckdb/duckdb_source.h"
#include "io/postgres/postgres_source.h"
#include "io/single_table_source.h"
#include "io/sqlite/sqlite_source.h"
#include "io/text_reader.h"

namespace cognate::io {
namespace {

constexpr std::size_t kMagicBytes = 4096;

/// A kind of file that is read.
struct Kind {
  std::string_view name;
  std::string_view extensions;                // each with its dot, a space behind it
  bool (*looks_like)(std::string_view head);  // by its first bytes, whatever it is called
  Result<std::unique_ptr<Source>> (*open)(FileSystem&, const std::string& path,
                                          const std::string& name);
  Result<std::unique_ptr<TextReader>> (*open_column)(FileSystem&, const std::string& path,
                                                     const std::string& column,
                                                     const std::stop_token& stop);
  bool many_tables = false;  // in one file; a folder of such files is no source
};

template <DuckDbKind kind>
Result<std::unique_ptr<Source>> open_by_duckdb(FileSystem& fs, const std::string& path,
                                               const std::string& name) {
  return open_duckdb_source(fs, kind, path, name);
}

template <DuckDbKind kind>
Result<std::unique_ptr<TextReader>> open_column_by_duckdb(FileSystem& fs, const std::string& path,
                                                          const std::string& column,
                                                          const std::stop_token& stop) {
  return open_duckdb_column(fs, kind, path, column, stop);
}

Result<std::unique_ptr<TextReader>> no_column(FileSystem&, const std::string& path,
                                              const std::string&, const std::stop_token&) {
  return fail(Code::unsupported,
              "{}: texts are read from columns of CSV, Parquet and JSON; save the column so", path);
}

bool is_parquet(std::string_view head) { return head.starts_with("PAR1"); }
bool is_sqlite(std::string_view head) { return head.starts_with("SQLite format 3"); }
bool never(std::string_view) { return false; }

bool is_json(std::string_view head) {
  const std::size_t at = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return at != std::string_view::npos && (head[at] == '{' || head[at] == '[');
}

constexpr Kind kParquet = {"Parquet", ".parquet .pq .parq ", is_parquet,
                           open_by_duckdb<DuckDbKind::parquet>,
                           open_column_by_duckdb<DuckDbKind::parquet>};
constexpr Kind kCsv = {"CSV (any delimiter)", ".csv .tsv .tab .psv .txt .dat .data ", never,
                       open_csv_source, open_csv_column};
constexpr Kind kJson = {"JSON and JSON lines", ".json .jsonl .ndjson ", is_json,
                        open_by_duckdb<DuckDbKind::json>, open_column_by_duckdb<DuckDbKind::json>};
constexpr Kind kSql = {
    "SQL", ".sql .ddl .psql .pgsql .mysql ", looks_like_sql, open_ddl_source, no_column, true};
constexpr Kind kSqlite = {
    "SQLite", ".sqlite .sqlite3 .db .db3 ", is_sqlite, open_sqlite_source, no_column, true};
constexpr const Kind* kKinds[] = {&kCsv, &kParquet, &kJson, &kSql, &kSqlite};

/// Kinds that people have but that are not read here, and what they can do about it.
struct ForeignRow {
  std::string_view magic;
  std::string_view what;
};
constexpr ForeignRow kForeign[] = {
    {"PK\x03\x04", "a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV"},
    {"\xD0\xCF\x11\xE0", "an old Excel workbook; save the sheet as CSV"},
    {"\x1F\x8B", "compressed with gzip; unpack it"},
    {"\x28\xB5\x2F\xFD", "compressed with zstd; unpack it"},
    {"BZh", "compressed with bzip2; unpack it"},
    {"\xFD\x37zXZ", "compressed with xz; unpack it"},
    {"PGDMP", "an archive of pg_dump; make SQL of it with pg_restore --file"},
    {"ORC", "an ORC file"},
    {"Obj\x01", "an Avro file"},
    {"ARROW1", "an Arrow or Feather file"},
    {"%PDF", "a PDF document"},
    {"\x89PNG", "a picture"},
    {"\xFF\xD8\xFF", "a picture"},
    {"GIF8", "a picture"},
    {"\x7F"
     "ELF",
     "a program"},
    {"\x93NUMPY", "a NumPy array"},
};

std::string extension_of(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

const Kind* kind_by_extension(const std::string& path) {
  const std::string extension = extension_of(path);
  const auto* found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind* kind) {
    return !extension.empty() && kind->extensions.find(extension + ' ') != std::string_view::npos;
  });
  return found == std::end(kKinds) ? nullptr : *found;
}

/// What stands in the file decides over what it is called; a text that says nothing is a CSV.
Result<const Kind*> kind_of(FileSystem& fs, const std::string& path) {
  const FileKind file_kind = fs.kind(path);
  if (file_kind == FileKind::missing) {
    return fail(Code::not_found, "{}: no such file or folder", path);
  }
  if (file_kind == FileKind::other) {
    return fail(Code::unsupported, "{}: neither a file nor a folder; save its data in a file",
                path);
  }
  TRY(auto file, fs.open(path));
  std::string head(kMagicBytes, '\0');
  TRY(const std::size_t got, file->read_at(0, head));
  head.resize(got);
  if (got == 0) {
    return fail(Code::corrupt, "{}: the file is empty", path);
  }
  if (is_parquet(head) || is_sqlite(head)) {
    return is_sqlite(head) ? &kSqlite : &kParquet;
  }
  for (const ForeignRow& row : kForeign) {
    if (head.starts_with(row.magic)) {
      return fail(Code::unsupported, "{}: this is {}. What can be read: {}", path, row.what,
                  readable_kinds());
    }
  }
  if (const Kind* kind = kind_by_extension(path)) {
    return kind;
  }
  return is_json(head) ? &kJson : looks_like_sql(head) ? &kSql : &kCsv;
}

std::string stem_of(const std::string& path) { return std::filesystem::path(path).stem().string(); }

/// Each file of the folder that has the extension of a kind is a table.
class FolderSource final : public Source {
 public:
  FolderSource(FileSystem& fs, std::map<std::string, std::string> paths)
      : fs_(fs), paths_(std::move(paths)) {}

  Result<std::vector<std::string>> tables() override {
    std::vector<std::string> names;
    for (const auto& [name, path] : paths_) {
      names.push_back(name);
    }
    return names;
  }

  Result<Table> sample(const std::string& table, const SampleOptions& options) override {
    const auto found = paths_.find(table);
    if (found == paths_.end()) {
      return fail(Code::not_found, "no table \"{}\" in this folder", table);
    }
    TRY(const Kind* kind, kind_of(fs_, found->second));
    TRY(auto source, kind->open(fs_, found->second, table));
    return source->sample(table, options);
  }

 private:
  FileSystem& fs_;
  std::map<std::string, std::string> paths_;  // by table
};

Result<std::unique_ptr<Source>> open_folder(FileSystem& fs, const std::string& path) {
  TRY(const std::vector<std::string> names, fs.list(path));
  std::map<std::string, std::size_t> stems;
  std::vector<std::string> files;
  for (const std::string& name : names) {
    const std::string file = (std::filesystem::path(path) / name).string();
    const Kind* const kind = kind_by_extension(name);
    if (!name.starts_with('.') && kind != nullptr && !kind->many_tables &&
        fs.kind(file) == FileKind::file) {
      files.push_back(file);
      ++stems[stem_of(file)];
    }
  }
  if (files.empty()) {
    return fail(Code::not_found, "{}: no readable file in this folder. What can be read: {}", path,
                readable_kinds());
  }
  std::map<std::string, std::string> tables;
  for (const std::string& file : files) {
    const bool alone = stems[stem_of(file)] == 1;
    tables[alone ? stem_of(file) : std::filesystem::path(file).filename().string()] = file;
  }
  return std::make_unique<FolderSource>(fs, std::move(tables));
}

/// One table of a source that holds several.
class ChosenTable final : public SingleTableSource {
 public:
  ChosenTable(std::unique_ptr<Source> source, std::string table)
      : SingleTableSource(std::move(table)), source_(std::move(source)) {}

 private:
  Result<Table> sample_table(const std::string& name, const SampleOptions& options) override {
    return source_->sample(name, options);
  }

  std::unique_ptr<Source> source_;
};

/// The file as a data dictionary; null where it is not to be read as one.
Result<std::unique_ptr<Source>> open_as_dictionary(FileSystem& fs, const Kind* kind,
                                                   const Address& address) {
  const bool forced = address.reading == Reading::dictionary;
  if (kind != &kCsv && kind != &kJson) {
    return forced ? Result<std::unique_ptr<Source>>(
                        fail(Code::invalid_argument,
                             "{}: a data dictionary is read from CSV or JSON", address.place))
                  : std::unique_ptr<Source>();
  }
  if (address.reading == Reading::table) {
    return std::unique_ptr<Source>();
  }
  return open_dictionary(fs, kind == &kCsv ? DictionaryForm::csv : DictionaryForm::json,
                         address.place, stem_of(address.place), forced);
}

Result<std::unique_ptr<Source>> open_place(FileSystem& fs, const Address& address) {
  if (address.is_postgres) {
    return open_postgres_source(address.place);
  }
  if (fs.kind(address.place) == FileKind::folder) {
    return open_folder(fs, address.place);
  }
  TRY(const Kind* kind, kind_of(fs, address.place));
  TRY(auto dictionary, open_as_dictionary(fs, kind, address));
  if (dictionary != nullptr) {
    return dictionary;
  }
  return kind->open(fs, address.place, stem_of(address.place));
}

}  // namespace

std::string readable_kinds() {
  std::string text;
  for (const Kind* kind : kKinds) {
    const std::string_view extensions = kind->extensions.substr(0, kind->extensions.size() - 1);
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", kind->name, extensions);
  }
  return text + ", or a folder of such files";
}

Result<std::unique_ptr<Source>> open_source(FileSystem& fs, const std::string& text) {
  const Address address = parse_address(fs, text);
  TRY(auto source, open_place(fs, address));
  if (address.table.empty()) {
    return source;
  }
  TRY(const std::vector<std::string> names, source->tables());
  const std::string shown = shown_address(address.place);
  auto table = choose_table(names, address.table, shown);
  if (!table) {
    for (const Problem& each : source->left_out()) {
      if (each.message.starts_with(address.table + ' ')) {
        return fail(Code::io, "{}: {}", shown, each.message);
      }
    }
    return std::move(table).error();
  }
  return std::make_unique<ChosenTable>(std::move(source), std::move(*table));
}

Result<std::unique_ptr<TextReader>> open_column(FileSystem& fs, const std::string& path,
                                                const std::string& column, std::stop_token stop) {
  if (fs.kind(path) == FileKind::folder) {
    return fail(Code::invalid_argument, "{}: is a folder; name the file whose column is meant",
                path);
  }
  TRY(const Kind* kind, kind_of(fs, path));
  return kind->open_column(fs, path, column, stop);
}

}  // namespace cognate::io
