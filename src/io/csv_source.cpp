#include "io/csv_source.h"

#include <algorithm>
#include <utility>

#include "io/column_choice.h"
#include "io/csv_file.h"
#include "io/single_table_source.h"

namespace cognate::io {
namespace {

class CsvSource final : public SingleTableSource {
 public:
  CsvSource(std::string name, CsvFile file)
      : SingleTableSource(std::move(name)), file_(std::move(file)) {}

 private:
  Result<Table> sample_table(const std::string& name, const SampleOptions& options) override {
    return file_.sample(name, options);
  }

  CsvFile file_;
};

class CsvColumn final : public TextReader {
 public:
  CsvColumn(const std::string& path, CsvFile file, std::stop_token stop)
      : log_(path, false),
        file_(std::move(file)),
        rows_(file_.rows(log_, std::move(stop), limits::kTextBytesMax)) {}

  Status choose(const std::string& column) {
    TRY(const std::vector<std::string> names, file_.names(rows_));
    TRY(column_, column_index(names, column, log_.path()));
    return ok();
  }

  Result<bool> next(std::size_t texts_max, std::vector<std::string>& texts) override {
    texts.clear();
    while (texts.size() < texts_max) {
      TRY(const bool more, rows_.next(row_));
      if (!more) {
        break;
      }
      const bool null = is_null_cell(row_[column_], row_.cells[column_].quoted);
      texts.emplace_back(null ? std::string_view() : row_[column_]);
    }
    return !texts.empty();
  }

 private:
  ProblemLog log_;
  CsvFile file_;
  CsvReader rows_;
  CsvRow row_;
  std::size_t column_ = 0;
};

}  // namespace

Result<std::unique_ptr<Source>> open_csv_source(FileSystem& fs, const std::string& path,
                                                const std::string& name) {
  TRY(CsvFile file, CsvFile::open(fs, path));
  return std::make_unique<CsvSource>(name, std::move(file));
}

Result<std::unique_ptr<TextReader>> open_csv_column(FileSystem& fs, const std::string& path,
                                                    const std::string& column,
                                                    const std::stop_token& stop) {
  TRY(CsvFile file, CsvFile::open(fs, path));
  auto reader = std::make_unique<CsvColumn>(path, std::move(file), stop);
  TRY_OK(reader->choose(column));
  return reader;
}

}  // namespace cognate::io
