#include <algorithm>

#include "base/error.h"
#include "io/npy_reader.h"
#include "store/exchange/limits.h"
#include "store/exchange/line_file.h"
#include "store/exchange/reader_kinds.h"

namespace cognate::store {
namespace {

class NpyDocuments final : public DocumentReader {
 public:
  /// Without ids, rows are numbered from 0.
  NpyDocuments(io::NpyReader vectors, std::optional<LineFile> ids, std::string path,
               std::stop_token stop)
      : vectors_(std::move(vectors)),
        ids_(std::move(ids)),
        path_(std::move(path)),
        stop_(std::move(stop)) {}

  Result<bool> next(std::size_t rows_max, std::vector<ReadRow>& rows) override {
    if (stop_.stop_requested()) {
      return fail(Code::deadline, "{}: stopped while reading", path_);
    }
    rows.clear();
    const std::size_t columns = vectors_.shape().columns;
    const std::size_t row_bytes = std::max<std::size_t>(columns * sizeof(float), 1);
    const std::size_t fitting = std::max<std::size_t>(limits::kExchangeBlockBytes / row_bytes, 1);
    TRY(const std::size_t count, vectors_.next(std::min(rows_max, fitting), numbers_));
    for (std::size_t r = 0; r < count; ++r) {
      Document document;
      TRY(document.id, next_id());
      const float* first = numbers_.data() + r * columns;
      document.vector.assign(first, first + columns);
      rows.push_back({.number = ++row_, .document = std::move(document)});
    }
    return count > 0;
  }

  std::uint64_t rows_expected() const override { return vectors_.shape().rows; }
  std::string_view row_word() const override { return "row"; }
  std::string note() const override {
    return ids_ ? ""
                : fmt::format("{}: is not there, so the rows are called 0, 1, 2, ...",
                              ids_path(path_));
  }

 private:
  Result<std::string> next_id() {
    if (!ids_) {
      return std::to_string(row_);
    }
    TRY(const bool more, ids_->next());
    return more ? Result<std::string>(std::string(ids_->text()))
                : fail(Code::corrupt, "{}: became shorter while it was read", ids_path(path_));
  }

  io::NpyReader vectors_;
  std::optional<LineFile> ids_;
  std::string path_;
  std::stop_token stop_;
  std::vector<float> numbers_;
  std::uint64_t row_ = 0;  // so many were read
};

/// The ids, if there is a file of them; as many as rows.
Result<std::optional<LineFile>> open_ids(FileSystem& fs, const std::string& path,
                                         std::uint64_t rows) {
  const std::string ids = ids_path(path);
  if (fs.kind(ids) == FileKind::missing) {
    return std::optional<LineFile>();
  }
  TRY(const std::uint64_t lines, count_lines(fs, ids));
  if (lines != rows) {
    return fail(Code::corrupt, "{}: {} ids, but {} has {} rows", ids, lines, path, rows);
  }
  TRY(LineFile file, LineFile::open(fs, ids));
  return std::optional<LineFile>(std::move(file));
}

}  // namespace

DocumentReaderResult open_npy(FileSystem& fs, const std::string& path, const ColumnNames& names,
                              const std::stop_token& stop) {
  if (!names.id.empty() || !names.vector.empty() || !names.text.empty()) {
    return fail(Code::invalid_argument, "{}: has no columns that could be named", path);
  }
  TRY(io::NpyReader vectors, io::NpyReader::open(fs, path));
  TRY(auto ids, open_ids(fs, path, vectors.shape().rows));
  return std::make_unique<NpyDocuments>(std::move(vectors), std::move(ids), path, stop);
}

}  // namespace cognate::store
