#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "store/exchange/document_json.h"
#include "store/exchange/limits.h"
#include "store/exchange/line_file.h"
#include "store/exchange/reader_kinds.h"

namespace cognate::store {
namespace {

class JsonLinesReader final : public DocumentReader {
 public:
  JsonLinesReader(LineFile lines, std::string path, const ColumnNames& names, std::stop_token stop)
      : lines_(std::move(lines)), path_(std::move(path)), json_(names), stop_(std::move(stop)) {}

  Result<bool> next(std::size_t rows_max, std::vector<ReadRow>& rows) override {
    rows.clear();
    std::size_t bytes = 0;
    while (rows.size() < rows_max && bytes < limits::kExchangeBlockBytes) {
      if (stop_.stop_requested()) {
        return fail(Code::deadline, "{}: stopped while reading", path_);
      }
      TRY(const bool more, lines_.next());
      if (!more) {
        break;
      }
      bytes += lines_.text().size();
      if (lines_.too_long() || lines_.text().find_first_not_of(" \t") != std::string_view::npos) {
        rows.push_back({.number = lines_.number(), .document = parse()});
      }
    }
    rows_read_ += rows.size();
    return !rows.empty();
  }

  std::uint64_t rows_expected() const override {
    const double share = std::max(lines_.share_read(), 1e-9);
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(rows_read_) / share));
  }

  std::string_view row_word() const override { return "line"; }

 private:
  Result<Document> parse() {
    if (lines_.too_long()) {
      return fail(Code::invalid_argument, "longer than {} MiB",
                  limits::kDocumentLineBytesMax / limits::kMiB);
    }
    return json_.document(lines_.text());
  }

  LineFile lines_;
  std::string path_;
  DocumentJson json_;
  std::stop_token stop_;
  std::uint64_t rows_read_ = 0;
};

}  // namespace

DocumentReaderResult open_json_lines(FileSystem& fs, const std::string& path,
                                     const ColumnNames& names, const std::stop_token& stop) {
  TRY(LineFile lines, LineFile::open(fs, path));
  return std::make_unique<JsonLinesReader>(std::move(lines), path, names, stop);
}

}  // namespace cognate::store
