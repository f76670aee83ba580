#pragma once
// A CSV file: opened, its encoding and dialect told, its rows to be had whole or as a sample.

#include <memory>
#include <string>

#include "base/file_system.h"
#include "cognate/table.h"
#include "io/csv_reader.h"

namespace cognate::io {

class CsvFile {
 public:
  /// Reads the first limits::kSniffBytes (more where a row is longer, up to
  /// limits::kSniffBytesMax). Errors: not_found, io, corrupt (empty, or binary and no text).
  static Result<CsvFile> open(FileSystem& fs, const std::string& path);
  /// The same of a file that is open already; messages call it `path`.
  static Result<CsvFile> from(std::unique_ptr<ReadableFile> file, const std::string& path);

  /// Columns with a sample of the rows. A file that is not much larger than the sample (or any, if
  /// strict) is read whole: then the rows are spread evenly over it, all wrong rows are counted and
  /// rows_total is known. Of a larger one the start and evenly spread pieces are read, so that time
  /// and memory do not grow with the file.
  Result<Table> sample(const std::string& name, const SampleOptions& options);

  /// The same, in pieces whatever the size.
  Result<Table> sample_in_windows(const std::string& name, const SampleOptions& options);

  /// All rows from the start of the file. REQUIRES: this and `log` outlive the reader.
  CsvReader rows(ProblemLog& log, std::stop_token stop, std::size_t cell_bytes_max);

  /// The names of the columns: the first row of `reader` where the file has a header, otherwise
  /// column_1 and so on. Errors: those of the reader, corrupt (no row at all).
  Result<std::vector<std::string>> names(CsvReader& reader) const;

  const CsvFormat& format() const noexcept { return format_; }

 private:
  CsvFile() = default;
  Status sniff();
  using Way = Status (CsvFile::*)(const SampleOptions&, ProblemLog&, Table&);

  bool reads_whole(const SampleOptions& options) const;
  Result<Table> sample_by(Way way, const std::string& name, const SampleOptions& options);
  Status sample_whole(const SampleOptions& options, ProblemLog& log, Table& table);
  Status sample_windows(const SampleOptions& options, ProblemLog& log, Table& table);
  Result<CsvWindow> window(std::size_t i, std::size_t count, std::size_t rows_each);

  std::string path_;
  std::unique_ptr<ReadableFile> file_;
  CsvFormat format_;
  double bytes_per_row_ = 1;  // in the head
};

}  // namespace cognate::io
