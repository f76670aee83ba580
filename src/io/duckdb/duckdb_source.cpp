#include "io/duckdb/duckdb_source.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/limits.h"
#include "io/column_choice.h"
#include "io/duckdb/file.h"
#include "io/duckdb/json_lines.h"
#include "io/single_table_source.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

/// A Parquet of more rows than the sample is read at so many places, each some rows long.
constexpr std::size_t kParquetWindows = 16;

std::string select_all(const DuckDbFile& file, const std::string& reader_options = "") {
  std::string list;
  for (const FileColumn& column : file.columns()) {
    list += (list.empty() ? "" : ", ") + column.as_text();
  }
  return "SELECT " + list + " FROM " + file.reader(reader_options);
}

Table empty_table(const DuckDbFile& file, const std::string& name) {
  Table table;
  table.name = name;
  for (const FileColumn& column : file.columns()) {
    Column& added = table.columns.emplace_back();
    added.name = column.name;
    added.declared_type = column.type;
    added.nullable = column.nullable;
  }
  return table;
}

/// Adds the rows of the query. False when `bytes_max` did not suffice for all.
Result<bool> add_rows(DuckDbFile& file, const std::string& sql, std::size_t bytes_max,
                      const std::stop_token& stop, Table& table) {
  TRY(auto rows, file.query(sql, stop));
  const std::size_t width = table.columns.size();
  std::vector<std::string_view> texts(width);
  while (true) {
    auto more = rows->next();
    if (!more) {
      return file.explain(std::move(more).error());
    }
    if (!*more) {
      return true;
    }
    std::size_t bytes = 0;
    for (std::size_t c = 0; c < width; ++c) {
      texts[c] = rows->is_null(c) ? std::string_view()
                                  : utf8_prefix(rows->text(c), limits::kCellBytesKept);
      bytes += texts[c].size();
    }
    if (bytes > bytes_max) {
      return false;
    }
    bytes_max -= bytes;
    for (std::size_t c = 0; c < width; ++c) {
      Cells& cells = table.columns[c].cells;
      rows->is_null(c) ? cells.push_null() : cells.push(texts[c]);
    }
    ++table.rows_sampled;
  }
}

class ParquetSource final : public SingleTableSource {
 public:
  ParquetSource(std::string name, std::unique_ptr<DuckDbFile> file)
      : SingleTableSource(std::move(name)), file_(std::move(file)) {}

 private:
  Result<Table> sample_table(const std::string& name, const SampleOptions& options) override {
    Table table = empty_table(*file_, name);
    TRY(const std::uint64_t total, file_->parquet_rows());
    table.rows_total = total;
    const bool all = total <= options.rows_max;
    const std::size_t windows =
        all ? 1 : std::clamp<std::size_t>(options.rows_max, 1, kParquetWindows);
    const std::size_t rows_each = std::max<std::size_t>(options.rows_max / windows, 1);
    for (std::size_t i = 0; i < windows; ++i) {
      // By a range of row numbers DuckDB can skip the row groups outside of it.
      const std::uint64_t first = total / windows * i;
      const std::string sql =
          fmt::format("{} WHERE file_row_number BETWEEN {} AND {}",
                      select_all(*file_, ", file_row_number = true"), first, first + rows_each - 1);
      TRY_OK(add_rows(*file_, sql, options.bytes_max / windows, options.stop, table));
    }
    return table;
  }

  std::unique_ptr<DuckDbFile> file_;
};

/// A JSON whose start DuckDB could not read (no `file` then) may still be lines of which some are
/// right.
class JsonSource final : public SingleTableSource {
 public:
  JsonSource(FileSystem& fs, std::string path, std::string name, std::unique_ptr<DuckDbFile> file,
             Error failure)
      : SingleTableSource(std::move(name)),
        fs_(fs),
        path_(std::move(path)),
        file_(std::move(file)),
        failure_(std::move(failure)) {}

 private:
  Result<Table> sample_table(const std::string& name, const SampleOptions& options) override {
    Error failure = failure_;
    if (file_ != nullptr) {
      auto table = sample_file(*file_, name, options);
      // A value may be of another type than those at the start: then all of them are looked at.
      if (!table && table.error().code == Code::corrupt && file_->describe_all_values()) {
        table = sample_file(*file_, name, options);
      }
      if (table || table.error().code != Code::corrupt) {
        return table;
      }
      failure = std::move(table).error();
    }
    return sample_right_lines(name, options, std::move(failure));
  }

  static Result<Table> sample_file(DuckDbFile& file, const std::string& name,
                                   const SampleOptions& options) {
    Table table = empty_table(file, name);
    const std::string sql = fmt::format("{} LIMIT {}", select_all(file), options.rows_max);
    TRY(const bool all, add_rows(file, sql, options.bytes_max, options.stop, table));
    if (all && table.rows_sampled < options.rows_max) {
      table.rows_total = table.rows_sampled;
    }
    return table;
  }

  Result<Table> sample_right_lines(const std::string& name, const SampleOptions& options,
                                   Error failure) {
    ProblemLog log(path_, options.strict);
    TRY(auto lines, right_json_lines(fs_, path_, log, options.stop));
    if (!lines) {
      return failure;
    }
    TRY(auto file, DuckDbFile::open(DuckDbKind::json, path_, std::move(*lines)));
    TRY_OK(file->describe_all_values());
    TRY(Table table, sample_file(*file, name, options));
    log.move_to(table);
    return table;
  }

  FileSystem& fs_;
  std::string path_;
  std::unique_ptr<DuckDbFile> file_;
  Error failure_;  // of opening it
};

class DuckDbColumn final : public TextReader {
 public:
  DuckDbColumn(std::unique_ptr<DuckDbFile> file, std::unique_ptr<DuckDbRows> rows)
      : file_(std::move(file)), rows_(std::move(rows)) {}

  Result<bool> next(std::size_t texts_max, std::vector<std::string>& texts) override {
    texts.clear();
    while (texts.size() < texts_max) {
      auto more = rows_->next();
      if (!more) {
        return file_->explain(std::move(more).error());
      }
      if (!*more) {
        break;
      }
      texts.emplace_back(rows_->is_null(0) ? std::string_view() : rows_->text(0));
    }
    return !texts.empty();
  }

 private:
  std::unique_ptr<DuckDbFile> file_;
  std::unique_ptr<DuckDbRows> rows_;  // goes before the file
};

/// The file with the types of all its values: every text of a column is wanted, none left out.
Result<std::unique_ptr<DuckDbFile>> open_for_all(FileSystem& fs, DuckDbKind kind,
                                                 const std::string& path,
                                                 const std::stop_token& stop) {
  TRY(LocalPath local, LocalPath::of(path));
  auto file = DuckDbFile::open(kind, path, std::move(local));
  Status described = ok();
  if (file && kind == DuckDbKind::json) {
    described = (*file)->describe_all_values();
  }
  if (file && described) {
    return file;
  }
  Error failure = file ? (*file)->explain(std::move(described).error()) : std::move(file).error();
  if (kind == DuckDbKind::json && failure.code == Code::corrupt) {
    ProblemLog strict(path, true);  // its error names the line that is wrong
    TRY_OK(right_json_lines(fs, path, strict, stop));
  }
  return failure;
}

}  // namespace

Result<std::unique_ptr<Source>> open_duckdb_source(FileSystem& fs, DuckDbKind kind,
                                                   const std::string& path,
                                                   const std::string& name) {
  TRY(LocalPath local, LocalPath::of(path));
  auto file = DuckDbFile::open(kind, path, std::move(local));
  if (kind == DuckDbKind::parquet) {
    TRY(auto opened, std::move(file));
    return std::make_unique<ParquetSource>(name, std::move(opened));
  }
  if (!file && file.error().code != Code::corrupt) {
    return std::move(file).error();
  }
  Error failure = file ? Error{} : file.error();
  return std::make_unique<JsonSource>(fs, path, name, file ? std::move(*file) : nullptr,
                                      std::move(failure));
}

Result<std::unique_ptr<TextReader>> open_duckdb_column(FileSystem& fs, DuckDbKind kind,
                                                       const std::string& path,
                                                       const std::string& column,
                                                       const std::stop_token& stop) {
  TRY(auto file, open_for_all(fs, kind, path, stop));
  std::vector<std::string> names;
  for (const FileColumn& known : file->columns()) {
    names.push_back(known.name);
  }
  TRY(const std::size_t index, column_index(names, column, path));
  TRY(auto rows,
      file->query("SELECT " + file->columns()[index].as_text() + " FROM " + file->reader(), stop));
  return std::make_unique<DuckDbColumn>(std::move(file), std::move(rows));
}

}  // namespace cognate::io
