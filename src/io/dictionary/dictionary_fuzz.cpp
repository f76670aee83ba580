// Arbitrary bytes as a dictionary in JSON and in CSV, and as a cell of allowed values.

#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/faulty_file_system.h"
#include "io/dictionary/dictionary_source.h"
#include "io/dictionary/read_draft.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

void check_source(const Result<std::unique_ptr<Source>>& source) {
  if (!source) {
    CHECK(!source.error().message.empty(), "an error without words");
    return;
  }
  if (*source == nullptr) {
    return;
  }
  const auto names = (*source)->tables();
  for (const std::string& name : *names) {
    const auto table = (*source)->sample(name, {});
    CHECK(table && !table->columns.empty(), "a table that was listed cannot be read");
    std::string repaired;
    for (const Column& column : table->columns) {
      CHECK(append_repaired_utf8(column.name, repaired) == 0, "a name that is not UTF-8");
      CHECK(append_repaired_utf8(column.description, repaired) == 0, "broken UTF-8");
      for (std::size_t r = 0; r < column.cells.size(); ++r) {
        CHECK(append_repaired_utf8(column.cells[r], repaired) == 0, "a cell that is not UTF-8");
      }
    }
  }
}

void run(std::string_view bytes) {
  listed_values(bytes);
  FaultyFileSystem fs;
  fs.put("/t", std::string(bytes));
  for (const DictionaryForm form : {DictionaryForm::json, DictionaryForm::csv}) {
    check_source(open_dictionary(fs, form, "/t", "t", true));
    check_source(open_dictionary(fs, form, "/t", "t", false));
  }
}

}  // namespace
}  // namespace cognate::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognate::io::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
