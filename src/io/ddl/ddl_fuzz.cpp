// Arbitrary bytes as SQL: parsed as both families of dialects, every table sampled. Whatever they
// are, tables are rectangular where they have rows, and all of their text is UTF-8.

#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/faulty_file_system.h"
#include "io/ddl/ddl_source.h"
#include "io/ddl/parser.h"
#include "io/utf8.h"

namespace cognate::io {
namespace {

void check_text(std::string_view text) {
  std::string repaired;
  CHECK(append_repaired_utf8(text, repaired) == 0, "text that is not UTF-8");
  CHECK(text.find('\0') == std::string_view::npos, "a NUL");
}

void check_table(const Table& table, const SampleOptions& options) {
  CHECK(table.rows_sampled <= options.rows_max, "more rows than asked for");
  for (const Column& column : table.columns) {
    CHECK(column.cells_are_allowed_values || column.cells.size() == table.rows_sampled,
          "a column of another length");
    check_text(column.name);
    check_text(column.declared_type.empty() ? "" : column.description);
    for (std::size_t r = 0; r < column.cells.size(); ++r) {
      check_text(column.cells[r]);
      CHECK(column.cells[r].size() <= limits::kCellBytesKept, "a cell beyond the limit");
    }
  }
}

void run(std::string_view bytes) {
  parse_ddl(bytes, bytes.size() % 2 == 0);  // whatever the text itself looks like
  FaultyFileSystem fs;
  fs.put("/t.sql", std::string(bytes));
  const auto source = open_ddl_source(fs, "/t.sql", "t");
  if (!source) {
    CHECK(!source.error().message.empty(), "an error without words");
    return;
  }
  for (const SampleOptions& options :
       {SampleOptions{}, SampleOptions{.rows_max = 3, .bytes_max = 50},
        SampleOptions{.strict = true}}) {
    const auto names = (*source)->tables();
    CHECK(names && !names->empty(), "a source without tables");
    for (std::size_t i = 0; i < std::min<std::size_t>(names->size(), 20); ++i) {
      const auto table = (*source)->sample((*names)[i], options);
      CHECK(table || options.strict, "a table that was listed cannot be read");
      if (table) {
        check_table(*table, options);
      }
    }
  }
}

}  // namespace
}  // namespace cognate::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognate::io::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
