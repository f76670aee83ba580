// Arbitrary bytes as a CSV file: sniffed, sampled whole and in windows, its first column read as
// texts. Whatever they are, the table is rectangular and all of its text is UTF-8.

#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "base/error.h"
#include "io/csv_file.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

class Bytes final : public ReadableFile {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  FileStamp stamp() const override { return {.bytes = bytes_.size()}; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) override {
    if (offset >= bytes_.size()) {
      return std::size_t{0};
    }
    return bytes_.copy(out.data(), out.size(), offset);
  }
  Result<std::string_view> map() override { return bytes_; }

 private:
  std::string_view bytes_;
};

void check_table(const Result<Table>& table, const SampleOptions& options) {
  if (!table) {
    CHECK(!table.error().message.empty(), "an error without words");
    return;
  }
  CHECK(!table->columns.empty(), "a table without columns");
  CHECK(table->rows_sampled <= options.rows_max, "more rows than asked for");
  CHECK(table->problem_count >= table->problems.size(), "more problems than counted");
  CHECK(!options.strict || table->problem_count == 0, "a problem in spite of strictness");
  std::string repaired;
  for (const Column& column : table->columns) {
    CHECK(column.cells.size() == table->rows_sampled, "a column of another length");
    CHECK(append_repaired_utf8(column.name, repaired) == 0, "a name that is not UTF-8");
    for (std::size_t r = 0; r < column.cells.size(); ++r) {
      const std::string_view cell = column.cells[r];
      CHECK(cell.size() <= limits::kCellBytesKept, "a cell beyond the limit");
      CHECK(cell.find('\0') == std::string_view::npos, "a NUL in a cell");
      CHECK(append_repaired_utf8(cell, repaired) == 0, "a cell that is not UTF-8");
      repaired.clear();
    }
  }
}

void run(std::string_view bytes) {
  auto csv = CsvFile::from(std::make_unique<Bytes>(bytes), "fuzz");
  if (!csv) {
    return;
  }
  const SampleOptions all;
  check_table(csv->sample("fuzz", all), all);
  const SampleOptions few = {.rows_max = 7, .bytes_max = 100};  // 7 windows
  check_table(csv->sample("fuzz", few), few);
  check_table(csv->sample_in_windows("fuzz", few), few);
  const SampleOptions strict = {.rows_max = 20, .strict = true};
  check_table(csv->sample("fuzz", strict), strict);
}

}  // namespace
}  // namespace cognate::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognate::io::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
