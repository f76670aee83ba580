#include <utility>

#include "base/error.h"
#include "io/duckdb/file.h"
#include "io/parquet.h"

namespace cognate::io {
namespace {

/// The columns as one JSON object, in SQL.
std::string as_object(const std::vector<std::string>& names) {
  std::string members;
  for (const std::string& name : names) {
    members += (members.empty() ? "" : ", ") + sql_text(name) + ": " + sql_name(name);
  }
  return "CAST(to_json({" + members + "}) AS VARCHAR)";
}

class DuckDbParquet final : public ParquetReader {
 public:
  explicit DuckDbParquet(std::unique_ptr<DuckDbFile> file) : file_(std::move(file)) {}

  Status read_footer() {
    TRY(rows_total_, file_->parquet_rows());
    for (const FileColumn& column : file_->columns()) {
      columns_.push_back({.name = column.name, .type = column.type});
    }
    return ok();
  }

  const std::vector<ParquetColumn>& columns() const override { return columns_; }
  std::uint64_t rows_total() const override { return rows_total_; }

  Status select(const ParquetWish& wish, const std::stop_token& stop) override {
    std::string list;
    for (const std::string& name : wish.texts) {
      list += text_of(name) + ", ";
    }
    list += wish.members.empty() ? "" : as_object(wish.members) + ", ";
    texts_ = wish.texts.size() + (wish.members.empty() ? 0 : 1);
    list += "TRY_CAST(" + sql_name(wish.numbers) + " AS FLOAT[])";
    TRY(rows_, file_->query("SELECT " + list + " FROM " + file_->reader(), stop));
    return ok();
  }

  Result<bool> next(std::size_t rows_max, std::size_t bytes_max, ParquetRows& rows) override {
    rows.rows = 0;
    rows.texts.assign(texts_, {});
    rows.numbers.clear();
    rows.ends.clear();
    std::size_t text_bytes = 0;
    while (rows.rows < rows_max && text_bytes + rows.numbers.size() * sizeof(float) < bytes_max) {
      auto more = rows_->next();
      if (!more) {
        return file_->explain(std::move(more).error());
      }
      if (!*more) {
        break;
      }
      text_bytes += take_texts(rows);
      rows_->append_floats(texts_, rows.numbers);
      rows.ends.push_back(rows.numbers.size());
      ++rows.rows;
    }
    return rows.rows > 0;
  }

 private:
  std::string text_of(const std::string& name) const {
    for (const FileColumn& column : file_->columns()) {
      if (column.name == name) {
        return column.as_text();
      }
    }
    return sql_name(name);
  }

  /// The texts of the row; how many bytes.
  std::size_t take_texts(ParquetRows& rows) const {
    std::size_t bytes = 0;
    for (std::size_t c = 0; c < texts_; ++c) {
      auto& cell = rows.texts[c].emplace_back();
      if (!rows_->is_null(c)) {
        cell = rows_->text(c);
        bytes += cell->size();
      }
    }
    return bytes;
  }

  std::unique_ptr<DuckDbFile> file_;
  std::unique_ptr<DuckDbRows> rows_;  // goes before the file
  std::vector<ParquetColumn> columns_;
  std::uint64_t rows_total_ = 0;
  std::size_t texts_ = 0;  // columns, before that of the lists
};

/// DuckDB takes a file that is not there for a wrong one.
Status look_for(FileSystem& fs, const std::string& path) {
  TRY(const auto file, fs.open(path));
  return ok();
}

}  // namespace

Result<std::unique_ptr<ParquetReader>> open_parquet(FileSystem& fs, const std::string& path) {
  TRY_OK(look_for(fs, path));
  TRY(LocalPath local, LocalPath::of(path));
  TRY(auto file, DuckDbFile::open(DuckDbKind::parquet, path, std::move(local)));
  auto reader = std::make_unique<DuckDbParquet>(std::move(file));
  TRY_OK(reader->read_footer());
  return reader;
}

}  // namespace cognate::io
