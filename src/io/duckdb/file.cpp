#include "io/duckdb/file.h"

#include <charconv>
#include <filesystem>
#include <utility>

#include "base/error.h"

namespace cognate::io {
namespace {

constexpr std::string_view kNestedTypes[] = {"STRUCT", "MAP", "UNION"};

std::uint64_t number_of(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

std::string FileColumn::as_text() const {
  bool nested = type.ends_with(']');
  for (const std::string_view name_of_type : kNestedTypes) {
    nested |= type.starts_with(name_of_type);
  }
  const std::string quoted = sql_name(name);
  return fmt::format("CAST({} AS VARCHAR)", nested ? "to_json(" + quoted + ")" : quoted);
}

DuckDbFile::DuckDbFile(DuckDbKind kind, const std::string& shown_path, LocalPath local)
    : kind_(kind), local_(std::move(local)) {
  const std::string extension = std::filesystem::path(shown_path).extension().string();
  const bool lines = extension == ".jsonl" || extension == ".ndjson";
  json_options_ = lines ? ", format = 'newline_delimited'" : "";
}

Result<std::unique_ptr<DuckDbFile>> DuckDbFile::open(DuckDbKind kind, const std::string& shown_path,
                                                     LocalPath local) {
  std::unique_ptr<DuckDbFile> file(new DuckDbFile(kind, shown_path, std::move(local)));
  TRY(file->session_, DuckDbSession::open(file->local_.text(), shown_path));
  if (auto status = file->describe(); !status) {
    return file->explain(std::move(status).error());
  }
  return file;
}

std::string DuckDbFile::reader(const std::string& options) const {
  const bool parquet = kind_ == DuckDbKind::parquet;
  return fmt::format("{}({}{}{})", parquet ? "read_parquet" : "read_json", sql_text(local_.text()),
                     parquet ? "" : json_options_, options);
}

Result<std::unique_ptr<DuckDbRows>> DuckDbFile::query(const std::string& sql,
                                                      const std::stop_token& stop) {
  auto rows = DuckDbRows::query(*session_, sql, stop);
  if (!rows) {
    return explain(std::move(rows).error());
  }
  return rows;
}

Result<std::uint64_t> DuckDbFile::parquet_rows() {
  TRY(auto rows, query("SELECT CAST(sum(num_rows) AS VARCHAR) FROM parquet_file_metadata(" +
                           sql_text(local_.text()) + ")",
                       {}));
  TRY(const bool got, rows->next());
  return got && !rows->is_null(0) ? number_of(rows->text(0)) : 0;
}

Status DuckDbFile::describe_all_values() {
  json_options_ += ", sample_size = -1";
  return describe();
}

Error DuckDbFile::explain(Error failure) const {
  if (failure.code == Code::corrupt) {
    failure.message += kind_ == DuckDbKind::parquet
                           ? "; the Parquet file is cut or damaged, fetch or write it again"
                           : "; this is neither JSON nor JSON lines";
  }
  return failure;
}

Status DuckDbFile::describe() {
  columns_.clear();
  TRY(auto rows, DuckDbRows::query(*session_, "DESCRIBE SELECT * FROM " + reader(), {}));
  while (true) {
    TRY(const bool more, rows->next());
    if (!more) {
      break;
    }
    columns_.push_back({.name = std::string(rows->text(0)), .type = std::string(rows->text(1))});
  }
  return kind_ == DuckDbKind::parquet ? mark_required() : ok();
}

/// A Parquet says which of its columns never hold a null: children of the root that are REQUIRED.
/// Its schema is a tree, written depth first with the number of children of each element.
Status DuckDbFile::mark_required() {
  const std::string sql =
      "SELECT repetition_type, CAST(coalesce(num_children, 0) AS VARCHAR) FROM parquet_schema(" +
      sql_text(local_.text()) + ")";
  TRY(auto rows, DuckDbRows::query(*session_, sql, {}));
  std::vector<std::uint64_t> children_left;  // of the elements that the next one lies in
  std::size_t column = 0;
  while (true) {
    TRY(const bool more, rows->next());
    if (!more) {
      return ok();
    }
    if (children_left.size() == 1 && column < columns_.size()) {
      columns_[column++].nullable = rows->is_null(0) || rows->text(0) != "REQUIRED";
    }
    if (!children_left.empty()) {
      --children_left.back();
    }
    children_left.push_back(number_of(rows->text(1)));
    while (!children_left.empty() && children_left.back() == 0) {
      children_left.pop_back();
    }
  }
}

}  // namespace cognate::io
